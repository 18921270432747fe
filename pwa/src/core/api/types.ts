/** Shapes on the wire that screens work with (docs/dev/api-shapes.md). Unknown is `null`, never 0. */

import type { Feature, FeatureCollection } from 'geojson';

export type Status = 'free' | 'taken' | 'closed' | 'unknown';
export type Reason =
  | 'noSensor' | 'neverReported' | 'silent' | 'restarted' | 'settling' | 'closedByCity' | 'outsideHours' | 'feedStale';
export type Audience =
  | 'disabled' | 'charging' | 'family' | 'resident' | 'truck' | 'women' | 'carsharing' | 'taxi' | 'delivery' | 'bus'
  | 'caravan' | 'cargobike' | 'customer';
export type SiteKind = 'garage' | 'street' | 'lot' | 'parkAndRide' | 'truck';

export interface Source { name: string; licence: string | null; asOf: string | null; url: string | null; demo: boolean }
export interface Restriction {
  type: Audience; hours: string | null; maxStay: string | null; capacity: number | null; free: number | null;
}
export interface Entrance { name: string; lat: number; lon: number; street: string | null }

/** What changes by itself: the live part of a bay. Times are ISO 8601 UTC. */
export interface BayState {
  id: string; status: Status; reason: Reason | null;
  observedAt: string | null; changedAt: string | null; ageingAt: string | null; staleAt: string | null;
}
export interface Bay extends BayState {
  siteId: string | null; name: string; street: string | null; lat: number; lon: number; district: string | null;
  restrictions: Restriction[]; hasRealtime: boolean; bayKind: 'general' | 'personal';
  openingHours: string | null; maxStay: string | null; widthCm: number | null; lengthCm: number | null;
  surface: 'asphalt' | 'paving_stones' | 'sett' | 'gravel' | null; slopePercent: number | null;
  kerb: 'flush' | 'lowered' | 'raised' | null; orientation: 'parallel' | 'diagonal' | 'perpendicular' | null;
  side: 'left' | 'right' | null; lit: boolean | null; covered: boolean | null; entranceDistanceM: number | null;
  nearby: string | null; source: Source;
}

export interface Counts { free: number; taken: number; closed: number; unknown: number }
export interface SiteState {
  id: string; free: number | null; counts: Counts | null; status: Status; reason: Reason | null;
  restrictions: Restriction[];
  observedAt: string | null; staleAt: string | null;
}
/** `weekday` 0 is Monday, 7 a public holiday; shares of free bays from 0 to 1. */
export interface ForecastSlot { weekday: number; hour: number; low: number; median: number; high: number; days: number }
export interface Forecast { timezone: string; basedOnWeeks: number; slots: ForecastSlot[] }
export interface Site extends SiteState {
  name: string; kind: SiteKind; street: string | null; lat: number; lon: number; district: string | null;
  capacity: number | null; hasRealtime: boolean; openingHours: string | null; hoursText: string | null;
  openIntervals: [string, string][] | null; feeText: string | null; maxStay: string | null; maxHeightCm: number | null;
  publicTransport: string | null; entrances: Entrance[]; placeId: string | null;
  forecast: Forecast | null; source: Source;
}
export interface BayList { generatedAt: string; bays: Bay[] }
export interface SiteList { generatedAt: string; sites: Site[] }
export interface ForecastList { generatedAt: string; holidays: string[]; sites: Record<string, Forecast> }
export interface LiveChange { bays: BayState[]; sites: SiteState[] }

export interface City {
  name: string; ags: string; center: { lat: number; lon: number }; bbox: [number, number, number, number];
  timezone: string; locales: string[]; map: { styleUrl: string | null; attribution: string | null };
  authorityPhone: string; demo: boolean; version: string;
}

export interface PlaceGroup { id: string; label: string }
/** `label` is a German message to translate; `keywords` are words people type, in any language. */
export interface PlaceCategory { id: string; label: string; icon: string; group: string; keywords: string[] }
export interface PlaceSummary {
  id: string; name: string; category: string; lat: number; lon: number; street: string | null;
  district: string | null; accessibleToilet: boolean; note: string | null;
}
export interface PlaceList {
  asOf: string; source: string; licence: string; groups: PlaceGroup[]; categories: PlaceCategory[];
  places: PlaceSummary[];
}
export interface PlaceDetail extends PlaceSummary {
  description: string | null; hoursText: string | null; web: string | null; zip: string | null; aliases: string[];
  entrances: Entrance[]; source: string; licence: string; asOf: string; districtName: string | null; boroughName: string | null;
}
export interface PlaceHits { items: (PlaceSummary & { score: number })[]; nextCursor: string | null }
export type ReportReason = 'closed' | 'moved' | 'wrongHours' | 'wrongPosition' | 'other';
export interface PlaceReport { reason: ReportReason; comment?: string }

export interface Districts {
  validFrom: string; outline: Feature; boroughs: FeatureCollection;
  districts: FeatureCollection;
}

/** RFC 9457 problem document. `detail` is already translated and meant for people. */
export interface ProblemDocument {
  type?: string; title?: string; status?: number; detail?: string; code?: string;
  errors?: { field: string; message: string }[];
}
