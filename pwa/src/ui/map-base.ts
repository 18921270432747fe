/** The configured base map in place of the schematic one: a style address, or one PMTiles file of our own. */

import { addProtocol, type Map, type MapSourceDataEvent, type StyleSpecification } from 'maplibre-gl';
import { POINTS } from './map-style';
import type { MapTheme } from './map-theme';

/** After this time without a style the schematic map stays, and a line says so (milliseconds). */
const PATIENCE_MS = 4000;

/** A plain style for vector tiles in the Protomaps scheme (`earth`, `water`, `roads`, `places`), drawn in our colours. */
function pmtilesStyle(url: string, theme: MapTheme, attribution: string): StyleSpecification {
  const source = 'base';
  return {
    version: 8,
    sources: { [source]: { type: 'vector', url, attribution } },
    layers: [
      { id: 'base-background', type: 'background', paint: { 'background-color': theme.outside } },
      { id: 'base-earth', type: 'fill', source, 'source-layer': 'earth', paint: { 'fill-color': theme.land } },
      { id: 'base-green', type: 'fill', source, 'source-layer': 'landuse', filter: ['in', ['get', 'kind'], ['literal', ['park', 'forest', 'wood', 'grass', 'cemetery']]], paint: { 'fill-color': theme.status.free.ink } },
      { id: 'base-water', type: 'fill', source, 'source-layer': 'water', paint: { 'fill-color': theme.status.place.ink } },
      { id: 'base-buildings', type: 'fill', source, 'source-layer': 'buildings', minzoom: 15, paint: { 'fill-color': theme.outside, 'fill-opacity': 0.6 } },
      { id: 'base-roads', type: 'line', source, 'source-layer': 'roads', paint: { 'line-color': theme.line, 'line-opacity': 0.6, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 11, 0.6, 18, 12] } },
      { id: 'base-road-names', type: 'symbol', source, 'source-layer': 'roads', minzoom: 15, layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 13 }, paint: { 'text-color': theme.text, 'text-halo-color': theme.halo, 'text-halo-width': 2 } },
      { id: 'base-places', type: 'symbol', source, 'source-layer': 'places', layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 14 }, paint: { 'text-color': theme.text, 'text-halo-color': theme.halo, 'text-halo-width': 2 } },
    ],
  };
}

async function wantedStyle(styleUrl: string, theme: MapTheme, attribution: string): Promise<StyleSpecification | string> {
  if (!styleUrl.startsWith('pmtiles://')) return styleUrl;
  const { Protocol } = await import('pmtiles');
  addProtocol('pmtiles', new Protocol().tile);
  const file = new URL(styleUrl.slice('pmtiles://'.length), location.origin).href;
  return pmtilesStyle(`pmtiles://${file}`, theme, attribution);
}

/** Keep our points while the base below them changes. */
const keepPoints = (previous: StyleSpecification | undefined, next: StyleSpecification): StyleSpecification => ({
  ...next,
  sources: { ...next.sources, ...(previous?.sources[POINTS] ? { [POINTS]: previous.sources[POINTS] } : {}) },
  layers: [...next.layers, ...(previous?.layers.filter(({ id }) => id === POINTS) ?? [])],
});

/** A tile of the new base has come; the schematic map's own sources and our points do not count. */
const isBaseTile = (event: MapSourceDataEvent, schematic: StyleSpecification): boolean =>
  event.tile !== undefined && event.sourceId !== POINTS && !(event.sourceId in schematic.sources);

/** Swap the base in. Resolves to false when it failed or no tile came in time: the schematic map is shown again. */
export async function useBaseMap(map: Map, base: { styleUrl: string; attribution: string }, schematic: StyleSpecification, theme: MapTheme): Promise<boolean> {
  const style = await wantedStyle(base.styleUrl, theme, base.attribution);
  return new Promise((resolve) => {
    const finish = (isShown: boolean): void => {
      clearTimeout(timer);
      map.off('error', onError);
      map.off('sourcedata', onData);
      if (!isShown) map.setStyle(schematic, { transformStyle: keepPoints });
      resolve(isShown);
    };
    const onError = (): void => finish(false);
    const onData = (event: MapSourceDataEvent): void => {
      if (isBaseTile(event, schematic)) finish(true);
    };
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    map.on('error', onError);
    map.on('sourcedata', onData);
    map.setStyle(style, { transformStyle: keepPoints });
  });
}
