/** The built-in schematic base map: outline and districts as GeoJSON, names drawn with local fonts. Needs no network. */

import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Feature, FeatureCollection, Point, Position } from 'geojson';
import type { Districts } from '../core/api/types';
import type { MapTheme } from './map-theme';

export const POINTS = 'points';
const CLUSTER_UNTIL_ZOOM = 16;

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Middle of the widest part of a polygon's box; good enough to hang a name on. */
function labelPoint(ring: readonly Position[]): Position {
  const sum = ring.reduce<[number, number]>(([x, y], point) => [x + point[0]!, y + point[1]!], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

/** Names of the districts as points: labels on polygons would be repeated for each tile. */
export function districtLabels(districts: FeatureCollection): FeatureCollection<Point> {
  const features = districts.features.flatMap((district): Feature<Point>[] => {
    const { geometry } = district;
    const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.type === 'MultiPolygon' ? geometry.coordinates[0]?.[0] : undefined;
    return ring ? [{ type: 'Feature', properties: { name: district.properties?.name as string }, geometry: { type: 'Point', coordinates: labelPoint(ring) } }] : [];
  });
  return { type: 'FeatureCollection', features };
}

export function schematicStyle(districts: Districts | null, theme: MapTheme): StyleSpecification {
  const outline: Feature | FeatureCollection = districts?.outline ?? EMPTY;
  const areas = districts?.districts ?? EMPTY;
  return {
    version: 8,
    sources: {
      outline: { type: 'geojson', data: outline },
      districts: { type: 'geojson', data: areas },
      names: { type: 'geojson', data: districtLabels(areas) },
    },
    layers: [
      { id: 'outside', type: 'background', paint: { 'background-color': theme.outside } },
      // The outline first, as land: districts were simplified one by one and leave hair-thin gaps.
      { id: 'land', type: 'fill', source: 'outline', paint: { 'fill-color': theme.land } },
      { id: 'district-lines', type: 'line', source: 'districts', paint: { 'line-color': theme.line, 'line-width': 1, 'line-dasharray': [3, 2], 'line-opacity': 0.7 } },
      { id: 'outline', type: 'line', source: 'outline', paint: { 'line-color': theme.line, 'line-width': 2 } },
      {
        id: 'names', type: 'symbol', source: 'names',
        layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 14, 'text-padding': 6 },
        paint: { 'text-color': theme.text, 'text-halo-color': theme.halo, 'text-halo-width': 2 },
      },
    ],
  };
}

const counted = (status: string): unknown[] => ['+', ['case', ['==', ['get', 'status'], status], 1, 0]];

/** Our own points, added to whichever base is shown. Clusters add up what is known to be free. */
export function pointSource(data: FeatureCollection): SourceSpecification {
  return {
    type: 'geojson', data, cluster: true, clusterMaxZoom: CLUSTER_UNTIL_ZOOM, clusterRadius: 56,
    clusterProperties: { free: counted('free'), unknown: counted('unknown') },
  };
}

/**
 * One layer draws single points and clusters: the picture's id spells its state and its text (`pill|free|7 frei`), and
 * the canvas paints that picture when it is first missing. Shape, word and colour, never colour alone.
 */
export function pointLayer(clusterStatus: 'parking' | 'place', clusterLabel: (free: unknown, all: unknown) => unknown[]): LayerSpecification {
  const count = ['get', 'point_count'];
  const isFree = ['>', ['get', 'free'], 0];
  const parking = ['case', isFree, 'free', ['>', ['get', 'unknown'], 0], 'unknown', 'taken'];
  const named = ['concat', ...clusterLabel(['to-string', ['get', 'free']], ['to-string', count])];
  // "0 of 3 free" would say more than is known when one of them is unknown: then only the number stands there.
  const label = clusterStatus === 'place' ? named : ['case', isFree, named, ['to-string', count]];
  const clusterImage = ['concat', 'pill|', clusterStatus === 'place' ? 'place' : parking, '|', label];
  const pointImage = ['concat', 'pill|', ['get', 'status'], '|', ['get', 'label']];
  return {
    id: POINTS, type: 'symbol', source: POINTS,
    layout: {
      'icon-image': ['case', ['has', 'point_count'], clusterImage, pointImage] as never,
      'icon-allow-overlap': true,
      'symbol-sort-key': ['case', ['==', ['get', 'status'], 'free'], 1, 0],
    },
  };
}
