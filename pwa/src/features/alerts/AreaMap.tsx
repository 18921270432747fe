import type { AlertDetail } from '../../core/api/types';
import { districts } from '../../core/city';
import type { LatLon } from '../../core/geo';
import { t } from '../../core/i18n';
import type { Polygon } from './inside';
import { boundsOf, polygonsOf } from './logic';
import { placeNames, whereWords } from './words';

const WIDTH = 360;
/** Width by height, at least. */
const SHAPE = 1.6;
const MOST_NAMES = 8;
/** A small area is shown with some of its surroundings (degrees). */
const SMALLEST = 0.02;
const MARGIN = 0.005;

type Box = readonly [west: number, south: number, east: number, north: number];

const withMargin = ([west, south, east, north]: Box): Box => [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN];

/** The city, or closer where the drawing is small. */
function viewBox(drawn: readonly Polygon[], whole: Box): Box {
  const bounds = boundsOf(drawn);
  if (bounds === null) return whole;
  const [west, south, east, north] = bounds;
  const grow = (from: number, to: number): [number, number] => {
    const extra = Math.max(to - from, SMALLEST) / 2;
    return [from - extra, to + extra];
  };
  const [left, right] = grow(west, east);
  const [bottom, top] = grow(south, north);
  if (right - left > whole[2] - whole[0] || top - bottom > whole[3] - whole[1]) return whole;
  return [left, bottom, right, top];
}

/**
 * Where the warning applies, drawn from what is on the device: it needs neither network nor the big map, which half the
 * city would load at the same moment.
 */
export function AreaMap({ alert, me }: { alert: AlertDetail; me: LatLon | null }) {
  const areas = districts.data.value;
  const outline = polygonsOf(areas?.outline.geometry ?? {});
  const whole = boundsOf(outline);
  if (areas === null || whole === null) return null;
  const drawn = alert.geometry === null ? outline : polygonsOf(alert.geometry);
  const [left, south, right, north] = viewBox(alert.geometry === null ? [] : drawn, withMargin(whole));
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  // Wider than high, so that the next thing to read stays in sight.
  const missing = Math.max(0, ((north - south) * SHAPE) / squeeze - (right - left)) / 2;
  const [west, east] = [left - missing, right + missing];
  const scale = WIDTH / ((east - west) * squeeze);
  const height = Math.round((north - south) * scale);
  const x = (lon: number): number => Math.round((lon - west) * squeeze * scale * 10) / 10;
  const y = (lat: number): number => Math.round((north - lat) * scale * 10) / 10;
  const path = (polygons: readonly Polygon[]): string =>
    polygons.flatMap((polygon) => polygon.map((ring) => `M${ring.map(([lon, lat]) => `${x(lon!)} ${y(lat!)}`).join('L')}Z`)).join('');
  const named = areas.districts.features.filter((area) => alert.districts.includes(String(area.properties?.id)));
  return (
    <svg class="area-map" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('Karte mit dem Warngebiet: {places}', { places: whereWords(alert) })}>
      <path class="area-land" d={path(outline)} />
      <path class="area-lines" d={areas.districts.features.map((area) => path(polygonsOf(area.geometry))).join('')} />
      <path class="area-warned" fill-rule="evenodd" d={path(drawn)} />
      {placeNames(alert).length <= MOST_NAMES && named.map((area) => {
        const box = boundsOf(polygonsOf(area.geometry))!;
        return <text key={String(area.properties?.id)} x={x((box[0] + box[2]) / 2)} y={y((box[1] + box[3]) / 2)}>{String(area.properties?.name)}</text>;
      })}
      {me !== null && <circle class="area-me" cx={x(me.lon)} cy={y(me.lat)} r="8" />}
    </svg>
  );
}
