/** Distances and the device's position. The position never leaves the device: sorting happens here. */

export interface LatLon { lat: number; lon: number }

const EARTH_RADIUS_M = 6_371_008.8;
/** Streets are longer than the straight line; rule of thumb for towns, see docs/standards.md. */
const DETOUR_FACTOR = 1.3;
/** Walking speed in metres per minute: 4.8 km/h, and with a walking aid. */
export const PACE = { normal: 80, slow: 50 } as const;
export type Pace = keyof typeof PACE;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two points on the sphere (haversine). */
export function distanceM(a: LatLon, b: LatLon): number {
  const dLat = radians(b.lat - a.lat);
  const dLon = radians(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}

/** Estimated minutes on foot for a straight-line distance in metres; at least 1. */
export function walkingMinutes(metres: number, pace: Pace = 'normal'): number {
  return Math.max(1, Math.round((metres * DETOUR_FACTOR) / PACE[pace]));
}

export type LocateFailure = 'denied' | 'unavailable' | 'timeout';

/** Ask for the position. Call this from a tap only: the browser asks for permission. */
export function locate(): Promise<LatLon | LocateFailure> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      resolve('unavailable');
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude }),
      ({ code }) => resolve(code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable'),
      { enableHighAccuracy: false, maximumAge: 60_000, timeout: 10_000 },
    );
  });
}
