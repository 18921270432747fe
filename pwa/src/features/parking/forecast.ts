/** "Usually free?" from past weeks: a range, never a promise; too little data is silence. */

import type { Forecast, ForecastSlot } from '../../core/api/types';

export interface CityTime { weekday: number; hour: number }

/** The row of public holidays in a forecast. */
export const HOLIDAY = 7;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Hours the chart shows; at night hardly anyone asks. */
const DAY_HOURS = Array.from({ length: 17 }, (_, index) => index + 6);

/** Weekday (Monday 0, public holiday 7) and hour in the city's time zone; the phone may be on holiday elsewhere. */
export function cityTime(moment: number, timeZone: string, holidays: readonly string[] = []): CityTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
  }).formatToParts(moment);
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? '';
  const isHoliday = holidays.includes(`${part('year')}-${part('month')}-${part('day')}`);
  return { weekday: isHoliday ? HOLIDAY : WEEKDAYS.indexOf(part('weekday')), hour: Number(part('hour')) };
}

export const slotAt = (forecast: Forecast, { weekday, hour }: CityTime): ForecastSlot | null =>
  forecast.slots.find((slot) => slot.weekday === weekday && slot.hour === hour) ?? null;

/** One bar for each hour of the day; `null` where there is too little data. */
export function dayBars(forecast: Forecast, weekday: number): { hour: number; slot: ForecastSlot | null }[] {
  return DAY_HOURS.map((hour) => ({ hour, slot: slotAt(forecast, { weekday, hour }) }));
}

export type Tendency = 'often' | 'sometimes' | 'rarely';

/** Words for the share of free spaces that was usual; the lower quantile decides what counts as "often". */
export function tendency(slot: ForecastSlot): Tendency {
  if (slot.low >= 0.1 && slot.median >= 0.25) return 'often';
  return slot.median >= 0.1 ? 'sometimes' : 'rarely';
}

/** From now on, until which hour it stays "often free"; `null` when it is not so now or stays so all day. */
export function oftenFreeUntil(forecast: Forecast, now: CityTime): number | null {
  const isOften = (hour: number): boolean => {
    const slot = slotAt(forecast, { weekday: now.weekday, hour });
    return slot !== null && tendency(slot) === 'often';
  };
  if (!isOften(now.hour)) return null;
  let hour = now.hour;
  while (hour < 24 && isOften(hour)) hour += 1;
  const hasDataAfter = hour < 24 && slotAt(forecast, { weekday: now.weekday, hour }) !== null;
  return hasDataAfter ? hour : null;
}

/** Spaces usually free, low and high, as whole numbers of `capacity`. */
export function usualSpaces(slot: ForecastSlot, capacity: number): { low: number; high: number } {
  return { low: Math.floor(slot.low * capacity), high: Math.round(slot.high * capacity) };
}
