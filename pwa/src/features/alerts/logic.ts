/** Decisions about warnings on the device, with the time passed in: also without network an old warning ends. */

import type { AlertDetail, AlertList, AlertSummary } from '../../core/api/types';
import { type Pair, type Polygon, isInside } from './inside';

/** Sources look every half minute; older than this nobody can say that there is no warning (milliseconds). */
export const CHECK_TOO_OLD_MS = 10 * 60_000;

export type Tone = 'clear' | 'minor' | 'moderate' | 'severe' | 'extreme';

/** In force or about to be, by the given end; an all-clear counts as over. */
export const isActive = (alert: AlertSummary, now: number): boolean =>
  (alert.state === 'active' || alert.state === 'upcoming') && !(alert.expires !== null && Date.parse(alert.expires) <= now);

export function toneOf(alert: AlertSummary, now: number): Tone {
  if (!isActive(alert, now)) return 'clear';
  return alert.severity === 'unknown' ? 'minor' : alert.severity;
}

/** Does it concern the chosen Stadtteile? Without a choice the whole city counts; what is extreme reaches everyone. */
export const concernsMe = (alert: AlertSummary, mine: readonly string[]): boolean =>
  alert.wholeCity || mine.length === 0 || alert.severity === 'extreme' || alert.districts.some((code) => mine.includes(code));

/** What stands on top of every screen: pressing, not invented, for this person. */
export const forBanner = (alerts: readonly AlertSummary[], mine: readonly string[], now: number): AlertSummary[] =>
  alerts.filter((alert) => alert.onTop && concernsMe(alert, mine) && (isActive(alert, now) || alert.state === 'allClear'));

export type Check = { kind: 'nobody' } | { kind: 'unsure' | 'sure'; at: string | null };

/** May we say that there is no warning? Only if every source answered a short while ago; the oldest answer counts. */
export function checkOf(list: AlertList, now: number): Check {
  const sources = list.sources.filter((source) => !source.demo);
  if (sources.length === 0) return { kind: 'nobody' };
  const times = sources.map((source) => source.checkedAt);
  const known = times.filter((time) => time !== null);
  const oldest = known.length === times.length ? known.reduce((a, b) => (a < b ? a : b)) : null;
  const isOld = oldest === null || now - Date.parse(oldest) > CHECK_TOO_OLD_MS;
  return { kind: isOld || sources.some((source) => source.stale) ? 'unsure' : 'sure', at: oldest };
}

export type Words = AlertDetail['texts'][number];

/** The text for a reader: the own language; else plain German is German; others get English before German. */
export function wordsFor(texts: readonly Words[], locale: string): Words | null {
  const wanted = locale === 'de-simple' ? ['de-simple', 'de'] : [locale, 'en', 'de'];
  for (const id of wanted) {
    const found = texts.find((text) => text.locale === id);
    if (found) return found;
  }
  return texts[0] ?? null;
}

/** Language of one part, for the `lang` attribute and for the voice. */
export const langOfPart = (words: Words, part: Words['untranslated'][number]): string =>
  words.untranslated.includes(part) ? 'de' : words.locale;

export function headlineFor(alert: AlertSummary, locale: string): { text: string; lang: string } {
  const wanted = locale === 'de-simple' ? ['de-simple', 'de'] : [locale, 'en', 'de'];
  const lang = wanted.find((id) => alert.headlines[id]) ?? Object.keys(alert.headlines)[0] ?? 'de';
  return { text: alert.headlines[lang] ?? '', lang };
}

export type Standing = 'inside' | 'outside' | 'unknown';

/** Is the point in the warned area? Beyond the window the drawing was cut off, so nobody can tell. */
export function standing(alert: AlertDetail, outline: readonly Polygon[], lon: number, lat: number): Standing {
  if (alert.geometry === null || alert.window === null) return isInside(outline, lon, lat) ? 'inside' : 'unknown';
  const [west, south, east, north] = alert.window;
  if (lon < west || lon > east || lat < south || lat > north) return 'unknown';
  return isInside(polygonsOf(alert.geometry), lon, lat) ? 'inside' : 'outside';
}

/** Polygons of a GeoJSON geometry. */
export function polygonsOf(geometry: unknown): readonly Polygon[] {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  if (type === 'Polygon') return [coordinates as Polygon];
  return type === 'MultiPolygon' ? (coordinates as Polygon[]) : [];
}

/** West, south, east, north of some polygons; null for none. */
export function boundsOf(polygons: readonly Polygon[]): [number, number, number, number] | null {
  const points: Pair[] = polygons.flatMap((polygon) => polygon[0] ?? []);
  if (points.length === 0) return null;
  const lons = points.map((point) => point[0]!);
  const lats = points.map((point) => point[1]!);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
