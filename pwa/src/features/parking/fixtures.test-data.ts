/** Makers of test records per docs/dev/api-shapes.md; the product never imports this file. */

import type { Bay, Site } from '../../core/api/types';

export const NOW = Date.parse('2026-11-23T11:00:00Z');
export const HERE = { lat: 51.3337, lon: 6.5593 };
const SOURCE = { name: 'Test', licence: null, asOf: null, url: null, demo: true };

/** A point `metres` north of HERE. */
export const north = (metres: number): { lat: number; lon: number } => ({ lat: HERE.lat + metres / 111_195, lon: HERE.lon });
export const at = (secondsFromNow: number): string => new Date(NOW + secondsFromNow * 1000).toISOString();

export function makeBay(change: Partial<Bay> = {}): Bay {
  return {
    id: 'bay', siteId: null, name: 'Platz', street: null, ...north(100), district: null,
    restrictions: [{ type: 'disabled', hours: null, maxStay: null, capacity: null, free: null }],
    status: 'free', reason: null, observedAt: at(-40), changedAt: at(-40), ageingAt: null, staleAt: at(3560), hasRealtime: true,
    bayKind: 'general', openingHours: null, maxStay: null, widthCm: null, lengthCm: null, surface: null,
    slopePercent: null, kerb: null, orientation: null, side: null, lit: null, covered: null, entranceDistanceM: null,
    nearby: null, source: SOURCE, ...change,
  };
}

export function makeSite(change: Partial<Site> = {}): Site {
  return {
    id: 'site', name: 'Straße', kind: 'street', street: null, ...north(100), district: null, capacity: 30, free: 7,
    counts: null, status: 'free', reason: null, hasRealtime: true, observedAt: at(-40), staleAt: at(3560),
    openingHours: null, hoursText: null, openIntervals: null, feeText: null, maxStay: null, maxHeightCm: null,
    publicTransport: null, restrictions: [], entrances: [], placeId: null, forecast: null, source: SOURCE, ...change,
  };
}
