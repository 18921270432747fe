/** MapLibre itself, in a chunk that is loaded when someone wants a map: about 365 kB (brotli). */

import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { AttributionControl, type GeoJSONSource, Map, type MapGeoJSONFeature, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { Districts } from '../core/api/types';
import { t } from '../core/i18n';
import type { MapPoint } from './MapView';
import { useBaseMap } from './map-base';
import { paintPill } from './map-pill';
import { POINTS, pointLayer, pointSource, schematicStyle } from './map-style';
import { readTheme } from './map-theme';

setWorkerUrl(workerUrl); // a file of our own: no blob: in the content security policy

export interface CanvasOptions {
  container: HTMLElement;
  label: string;
  bbox: [number, number, number, number];
  districts: Districts | null;
  /** Text of a cluster with `{free}` and `{all}`, or null for a plain count. */
  clusterLabel: string | null;
  baseMap: { styleUrl: string | null; attribution: string | null };
  onSelect(href: string): void;
  /** The configured base map did not come; the schematic one stays. */
  onBaseMissing(): void;
}

export interface Canvas {
  show(points: readonly MapPoint[]): void;
  lookAt(point: { lat: number; lon: number }, zoom: number): void;
  remove(): void;
}

/** Our own words for the controls; the library's are English. */
const words = (label: string): Record<string, string> => ({
  'Map.Title': label,
  'NavigationControl.ZoomIn': t('Karte vergrößern'),
  'NavigationControl.ZoomOut': t('Karte verkleinern'),
  'AttributionControl.ToggleAttribution': t('Quelle der Karte'),
  'CooperativeGesturesHandler.WindowsHelpText': t('Zum Vergrößern Strg halten und das Mausrad drehen'),
  'CooperativeGesturesHandler.MacHelpText': t('Zum Vergrößern ⌘ halten und das Mausrad drehen'),
  'CooperativeGesturesHandler.MobileHelpText': t('Die Karte mit zwei Fingern bewegen'),
});

const collection = (points: readonly MapPoint[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: points.map(({ lat, lon, ...properties }) => ({
    type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] },
  })),
});

/** `'{free}/{all} frei'` as parts of a style expression. */
function clusterParts(label: string | null): (free: unknown, all: unknown) => unknown[] {
  if (label === null) return (_free, all) => [all];
  return (free, all) => label.split(/(\{free\}|\{all\})/).map((part) => (part === '{free}' ? free : part === '{all}' ? all : part));
}

async function openCluster(map: Map, feature: MapGeoJSONFeature): Promise<void> {
  const source = map.getSource<GeoJSONSource>(POINTS);
  if (!source || feature.geometry.type !== 'Point') return;
  const zoom = await source.getClusterExpansionZoom(feature.properties.cluster_id as number);
  map.easeTo({ center: feature.geometry.coordinates as [number, number], zoom });
}

function listen(map: Map, options: CanvasOptions): void {
  map.on('click', POINTS, ({ features }) => {
    const feature = features?.[0];
    if (!feature) return;
    if (feature.properties.cluster) void openCluster(map, feature);
    else options.onSelect(feature.properties.href as string);
  });
  map.on('mouseenter', POINTS, () => map.getCanvas().classList.add('on-point'));
  map.on('mouseleave', POINTS, () => map.getCanvas().classList.remove('on-point'));
}

function createMap(options: CanvasOptions): Map {
  const { container, label, bbox, districts } = options;
  const theme = readTheme();
  const map = new Map({
    container, bounds: bbox, style: schematicStyle(districts, theme), locale: words(label),
    attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    fadeDuration: 0, maxZoom: 19, minZoom: 9, fitBoundsOptions: { padding: 16 },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  const credit = options.baseMap.attribution ?? undefined;
  map.addControl(new AttributionControl({ compact: false, ...(credit ? { customAttribution: credit } : {}) }), 'bottom-left');
  map.setMissingStyleImageResolver((id) => {
    const picture = paintPill(id, theme, devicePixelRatio);
    if (picture && !map.hasImage(id)) map.addImage(id, picture, { pixelRatio: devicePixelRatio });
    return Promise.resolve();
  });
  return map;
}

export function createCanvas(options: CanvasOptions): Canvas {
  const map = createMap(options);
  const { styleUrl, attribution } = options.baseMap;
  let waiting: readonly MapPoint[] = [];
  map.once('load', () => {
    map.addSource(POINTS, pointSource(collection(waiting)));
    map.addLayer(pointLayer(options.clusterLabel === null ? 'place' : 'parking', clusterParts(options.clusterLabel)));
    listen(map, options);
    options.container.dataset.ready = '';
    if (styleUrl === null) return;
    const theme = readTheme();
    const base = { styleUrl, attribution: attribution ?? '' };
    void useBaseMap(map, base, schematicStyle(options.districts, theme), theme).then((isShown) => {
      if (isShown) options.container.dataset.base = '';
      else options.onBaseMissing();
    });
  });
  return {
    show(points) {
      waiting = points;
      map.getSource<GeoJSONSource>(POINTS)?.setData(collection(points));
    },
    lookAt({ lat, lon }, zoom) {
      map.jumpTo({ center: [lon, lat], zoom });
    },
    remove: () => map.remove(),
  };
}
