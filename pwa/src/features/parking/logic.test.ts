import { describe, expect, it } from 'vitest';
import type { Forecast } from '../../core/api/types';
import { distanceM, walkingMinutes } from '../../core/geo';
import { NOW, at, makeBay } from './fixtures.test-data';
import { cityTime, dayBars, oftenFreeUntil, slotAt, tendency, usualSpaces } from './forecast';
import { durationMinutes, openness } from './hours';
import { navigationLink, opensWebsite } from './navigation';
import { NO_PROFILE, parseHeight, readProfile } from './profile';
import { merge } from './store';

const slot = (hour: number, median: number, low = median / 2) => ({ weekday: 0, hour, low, median, high: 1, days: 8 });
const forecast: Forecast = { timezone: 'Europe/Berlin', basedOnWeeks: 8, accuracy: null, slots: [slot(11, 0.5), slot(12, 0.4), slot(13, 0.05)] };

describe('forecast', () => {
  it('reads weekday and hour on the city clock, not on the phone', () => {
    expect(cityTime(NOW, 'Europe/Berlin')).toEqual({ weekday: 0, hour: 12 });
    expect(cityTime(Date.parse('2026-07-05T22:30:00Z'), 'Europe/Berlin')).toEqual({ weekday: 0, hour: 0 });
  });
  it('knows public holidays by the city date', () => {
    expect(cityTime(Date.parse('2026-12-24T23:30:00Z'), 'Europe/Berlin', ['2026-12-25'])).toEqual({ weekday: 7, hour: 0 });
  });
  it('is silent where there is no slot', () => {
    expect(slotAt(forecast, { weekday: 1, hour: 11 })).toBeNull();
    expect(dayBars(forecast, 0).filter(({ slot: found }) => found !== null)).toHaveLength(3);
  });
  it('says until when it is often free', () => {
    expect(oftenFreeUntil(forecast, { weekday: 0, hour: 11 })).toBe(13);
    expect(oftenFreeUntil(forecast, { weekday: 0, hour: 13 })).toBeNull();
  });
  it('does not guess the end where the data end', () => {
    expect(oftenFreeUntil({ ...forecast, slots: [slot(11, 0.5)] }, { weekday: 0, hour: 11 })).toBeNull();
  });
  it('calls it often only when bad days leave something too', () => {
    expect(tendency(slot(9, 0.5, 0.2))).toBe('often');
    expect(tendency(slot(9, 0.5, 0))).toBe('sometimes');
    expect(tendency(slot(9, 0.02))).toBe('rarely');
  });
  it('rounds the range down at its low end', () => {
    expect(usualSpaces({ ...slot(9, 0.3, 0.19), high: 0.5 }, 10)).toEqual({ low: 1, high: 5 });
  });
});

describe('opening', () => {
  it('knows open with its end, closed with its next start, and unknown', () => {
    expect(openness([[at(-60), at(60)]], NOW)).toEqual({ open: true, until: new Date(NOW + 60_000) });
    expect(openness([[at(60), at(120)]], NOW)).toEqual({ open: false, from: new Date(NOW + 60_000) });
    expect(openness([], NOW)).toEqual({ open: false, from: null });
    expect(openness(null, NOW)).toBeNull();
  });
  it('says nothing from an old copy that ends before now', () => {
    expect(openness([[at(-120), at(-60)]], NOW)).toBeNull();
  });
  it('names no end for a place that is always open', () => {
    expect(openness([[at(-60), at(7 * 86_400)]], NOW)).toEqual({ open: true, until: null });
  });
  it('reads ISO durations', () => {
    expect([durationMinutes('PT2H'), durationMinutes('PT90M'), durationMinutes('P1D'), durationMinutes('PT1H30M')]).toEqual([120, 90, 1440, 90]);
    expect([durationMinutes(null), durationMinutes('2 hours'), durationMinutes('PT')]).toEqual([null, null, null]);
  });
});

describe('hand-over to navigation', () => {
  const target = { lat: 51.33, lon: 6.56, name: 'Ostwall 1' };
  it('uses geo: on Android, Apple Maps on iOS and a web map on a desk', () => {
    expect(navigationLink(target, 'Linux; Android 16')).toBe('geo:51.330000,6.560000?q=51.330000,6.560000(Ostwall%201)');
    expect(navigationLink(target, 'iPhone; CPU iPhone OS 19')).toBe('https://maps.apple.com/?daddr=51.330000,6.560000');
    expect(opensWebsite(navigationLink(target, 'X11; Linux x86_64'))).toBe(true);
  });
});

describe('profile', () => {
  it('survives rubbish on the device', () => {
    expect(readProfile('x')).toEqual(NO_PROFILE);
    expect(readProfile({ blueBadge: 'yes', heightCm: 9000, pace: 'fly' })).toEqual(NO_PROFILE);
    expect(readProfile({ blueBadge: true, heightCm: 210, pace: 'slow' })).toMatchObject({ blueBadge: true, heightCm: 210, pace: 'slow' });
  });
  it('understands a height with comma or point and refuses the impossible', () => {
    expect([parseHeight('2,10'), parseHeight('2.1'), parseHeight(' '), parseHeight('21')]).toEqual([210, 210, null, null]);
  });
});

describe('walking', () => {
  it('adds the detour and the pace, and is never zero', () => {
    expect(walkingMinutes(923)).toBe(15);
    expect(walkingMinutes(577, 'slow')).toBe(15);
    expect(walkingMinutes(3)).toBe(1);
  });
  it('measures the sphere', () => {
    expect(distanceM({ lat: 51, lon: 6 }, { lat: 52, lon: 6 })).toBeCloseTo(111_195, -1);
  });
});

describe('live changes', () => {
  it('replace an older state, keep the rest of the bay, and never go back in time', () => {
    const known = [makeBay({ id: 'a', name: 'A' }), makeBay({ id: 'b' })];
    const changed = merge(known, [{ ...makeBay({ id: 'a' }), name: 'A', status: 'taken', observedAt: at(0) }]);
    expect(changed[0]).toMatchObject({ name: 'A', status: 'taken' });
    expect(changed[1]).toBe(known[1]);
    expect(merge(changed, [{ id: 'a', status: 'free', observedAt: at(-500) }])[0]!.status).toBe('taken');
  });
});
