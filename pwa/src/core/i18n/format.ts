/** Numbers, distances, times and ages in the current language. Metres in, seconds in, `Date` in; text out. */
import { currentLocale, t } from './messages';
import { localeInfo } from './locales';

const cache = new Map<string, unknown>();

/** Intl objects are dear to make and cheap to keep. */
function cached<T>(kind: string, make: (tag: string) => T): T {
  const tag = localeInfo(currentLocale()).intl;
  const key = `${tag}|${kind}`;
  if (!cache.has(key)) cache.set(key, make(tag));
  return cache.get(key) as T;
}

const numberFormat = (kind: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  cached(`n${kind}`, (tag) => new Intl.NumberFormat(tag, options));

const dateFormat = (kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  cached(`d${kind}`, (tag) => new Intl.DateTimeFormat(tag, { timeZone: timeZone(), ...options }));

/** A measurement with its unit: abbreviated, or in full where the language wants it so. */
function unitFormat(unit: string, digits: number): Intl.NumberFormat {
  const unitDisplay = localeInfo(currentLocale()).spelledOut ? 'long' : 'short';
  return numberFormat(unitDisplay + unit + digits, { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits });
}

let zone = 'Europe/Berlin';
const timeZone = (): string => zone;

/** The city's clock (IANA name): opening hours mean the city's time, wherever the phone is. */
export function useTimeZone(name: string): void {
  if (name === zone) return;
  zone = name;
  cache.clear();
}

export const formatNumber = (value: number, digits = 0): string =>
  numberFormat(`${digits}`, { maximumFractionDigits: digits }).format(value);

export const formatPercent = (share: number): string =>
  numberFormat('%', { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** "180 m", "1,2 km" ("180 Meter" in Einfache Sprache): tens of metres below a kilometre, tenths above; what a walker can use. */
export function formatDistance(metres: number): string {
  const unit = metres < 995 ? 'meter' : 'kilometer';
  const value = unit === 'meter' ? Math.max(10, Math.round(metres / 10) * 10) : metres / 1000;
  const digits = value < 10 ? 1 : 0;
  return unitFormat(unit, digits).format(value);
}

/** Centimetres as metres: "3,5 m". */
export const formatLength = (centimetres: number): string => unitFormat('meter', 2).format(centimetres / 100);

/** "5 Min.", "2 Std. 30 Min."; "2 Stunden 30 Minuten" in Einfache Sprache. */
export function formatDuration(minutes: number): string {
  const part = (value: number, unit: 'hour' | 'minute' | 'day'): string => unitFormat(unit, 0).format(value);
  const whole = Math.max(0, Math.round(minutes));
  const days = Math.floor(whole / 1440);
  const hours = Math.floor((whole % 1440) / 60);
  const rest = whole % 60;
  const parts = [days && part(days, 'day'), hours && part(hours, 'hour'), rest && part(rest, 'minute')];
  return parts.filter(Boolean).join(' ') || part(0, 'minute');
}

const STEPS: readonly [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [2_592_000, 86_400, 'day'],
  [31_536_000, 2_592_000, 'month'],
  [Number.POSITIVE_INFINITY, 31_536_000, 'year'],
];

/** "gerade eben", "vor 40 Sekunden", "vor 3 Stunden". A time in the near future (clock skew) counts as now. */
export function formatAge(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000));
  if (seconds < 5) return t('gerade eben');
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit)!;
  const format = cached('age', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'always' }));
  return format.format(-Math.floor(seconds / size), unit);
}

export const formatTime = (when: Date): string => dateFormat('t', { hour: '2-digit', minute: '2-digit' }).format(when);

export const formatDate = (when: Date): string => dateFormat('d', { dateStyle: 'long' }).format(when);

/** "Montag, 23. November" */
export const formatDay = (when: Date): string =>
  dateFormat('w', { weekday: 'long', day: 'numeric', month: 'long' }).format(when);

/** Monday is 0, as in the API. */
export const formatWeekday = (weekday: number): string =>
  cached('wd', (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' })).format(
    new Date(Date.UTC(2024, 0, 1 + weekday)),
  );

export const formatDateTime = (when: Date): string =>
  dateFormat('dt', { dateStyle: 'medium', timeStyle: 'short' }).format(when);

export const formatList = (items: readonly string[]): string =>
  cached('l', (tag) => new Intl.ListFormat(tag, { type: 'conjunction' })).format(items);

/** Hour of the day, 0..23, on the city's clock. */
export const hourInCity = (when: Date): number =>
  Number(new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: timeZone() }).format(when));
