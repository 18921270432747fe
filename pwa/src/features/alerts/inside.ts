/**
 * Am I inside? Decided on this device, so that no position leaves it. The twin of `backend/alerts/inside.py`: the same
 * arithmetic on the same doubles in the same order; a test asks both about a million points.
 *
 * The border belongs to the area (in doubt people are warned), also the edge of a hole. An empty area holds nobody.
 * No imports: the test runs this file by itself.
 */

/** Longitude, latitude in degrees (WGS 84), as in GeoJSON. */
export type Pair = readonly number[];
export type Polygon = readonly (readonly Pair[])[];

const BORDER = 0;
const INNER = 1;
const OUTER = 2;

/** True if one of the polygons (outer ring, then holes) holds the point. */
export function isInside(polygons: readonly Polygon[], lon: number, lat: number): boolean {
  return polygons.some((polygon) => holds(polygon, lon, lat));
}

function holds(polygon: Polygon, lon: number, lat: number): boolean {
  const [outer, ...holes] = polygon;
  if (outer === undefined || side(outer, lon, lat) === OUTER) return false;
  return holes.every((hole) => side(hole, lon, lat) !== INNER);
}

/** Ray to the east; an edge counts where it passes the latitude from below or above, ends counted once. */
function side(ring: readonly Pair[], lon: number, lat: number): number {
  let isOdd = false;
  for (let index = 0; index < ring.length; index += 1) {
    const [ax, ay] = ring[index] as [number, number];
    const [bx, by] = ring[index + 1 < ring.length ? index + 1 : 0] as [number, number];
    const cross = (bx - ax) * (lat - ay) - (by - ay) * (lon - ax);
    const isBeside = Math.min(ax, bx) <= lon && lon <= Math.max(ax, bx) && Math.min(ay, by) <= lat && lat <= Math.max(ay, by);
    if (cross === 0 && isBeside) return BORDER;
    if (ay > lat !== by > lat && cross > 0 === by > ay) isOdd = !isOdd;
  }
  return isOdd ? INNER : OUTER;
}
