import { describe, expect, it } from 'vitest';
import type { Bay, Restriction, Site } from '../../core/api/types';
import { HERE, NOW, at, makeBay, makeSite, north } from './fixtures.test-data';
import { NO_PROFILE, type Profile } from './profile';
import { type Filter, bayOption, nearestGarage, nextBest, rank, siteOption } from './ranking';

const BADGE: Profile = { ...NO_PROFILE, blueBadge: true };
const only = (type: Restriction['type']): Restriction[] => [{ type, hours: null, maxStay: null, capacity: null, free: null }];

function ids(given: { bays?: Bay[]; sites?: Site[]; profile?: Profile; filters?: Filter[]; now?: number }): string[] {
  const { bays = [], sites = [], profile = BADGE, filters = [], now = NOW } = given;
  return rank({ bays, sites, near: HERE, profile, filters: new Set(filters), now }).map(({ id }) => id);
}

describe('the order of the list', () => {
  it('puts free before unknown before taken before closed, however near', () => {
    const bays = [
      makeBay({ id: 'closed', status: 'closed', ...north(10) }),
      makeBay({ id: 'taken', status: 'taken', ...north(20) }),
      makeBay({ id: 'unknown', status: 'unknown', ...north(30) }),
      makeBay({ id: 'free', ...north(900) }),
    ];
    expect(ids({ bays })).toEqual(['free', 'unknown', 'taken', 'closed']);
  });
  it('puts a free bay that is too far to walk after an unsure one nearby', () => {
    const bays = [makeBay({ id: 'far', ...north(3000) }), makeBay({ id: 'unsure', status: 'unknown', ...north(100) }), makeBay({ id: 'taken', status: 'taken', ...north(50) })];
    expect(ids({ bays })).toEqual(['unsure', 'far', 'taken']);
  });
  it('puts the nearer of two equally fresh free bays first', () => {
    expect(ids({ bays: [makeBay({ id: 'far', ...north(300) }), makeBay({ id: 'near', ...north(200) })] })).toEqual(['near', 'far']);
  });
  it('prefers a fresh report over a slightly nearer one that is about to expire', () => {
    const ageing = makeBay({ id: 'ageing', ...north(100), observedAt: at(-3500), staleAt: at(10) });
    expect(ids({ bays: [ageing, makeBay({ id: 'fresh', ...north(160) })] })).toEqual(['fresh', 'ageing']);
  });
  it('drops a bay among the unknown once its report is stale on this device', () => {
    const bays = [makeBay({ id: 'stale', ...north(10), staleAt: at(60) }), makeBay({ id: 'free', ...north(500), staleAt: at(9000) })];
    expect(ids({ bays })).toEqual(['stale', 'free']);
    expect(ids({ bays, now: NOW + 61_000 })).toEqual(['free', 'stale']);
  });
  it('prefers a street with many free spaces to one with a last space at the same distance', () => {
    const sites = [makeSite({ id: 'last', free: 1 }), makeSite({ id: 'many', free: 9 })];
    expect(ids({ sites, profile: NO_PROFILE })).toEqual(['many', 'last']);
  });
});

describe('who asks', () => {
  const disabled = makeBay({ id: 'disabled', ...north(250) });
  const street = makeSite({ id: 'street', ...north(200) });
  it('offers disabled bays first to holders of the blue badge, and not to others', () => {
    expect(ids({ bays: [disabled], sites: [street] })).toEqual(['disabled', 'street']);
    expect(ids({ bays: [disabled], sites: [street], profile: NO_PROFILE })).toEqual(['street']);
  });
  it('shows disabled bays to everyone who asks for them', () => {
    expect(ids({ bays: [disabled], sites: [street], profile: NO_PROFILE, filters: ['disabled'] })).toEqual(['disabled']);
  });
  it('never shows a personal bay, whatever is asked', () => {
    expect(ids({ bays: [makeBay({ bayKind: 'personal' })], filters: ['disabled'] })).toEqual([]);
  });
  it('puts a garage that is too low for the van at the end, even when it is the nearest free place', () => {
    const sites = [makeSite({ id: 'low', kind: 'garage', maxHeightCm: 195, ...north(10) }), makeSite({ id: 'taken', status: 'taken', free: 0 })];
    expect(ids({ sites, profile: { ...NO_PROFILE, heightCm: 260 } })).toEqual(['taken', 'low']);
  });
  it('shows truck parking to trucks only', () => {
    const sites = [makeSite({ id: 'truck', kind: 'truck' }), makeSite({ id: 'car' })];
    expect(ids({ sites, profile: { ...NO_PROFILE, truck: true } })).toEqual(['truck']);
    expect(ids({ sites, profile: NO_PROFILE })).toEqual(['car']);
  });
});

describe('what does not suit', () => {
  it('is a matter of the vehicle between trucks and cars, and of the reservation otherwise', () => {
    const misfit = (truck: boolean, kind: Site['kind']) => siteOption(makeSite({ kind }), HERE, { ...NO_PROFILE, truck }, NOW).misfit;
    expect([misfit(true, 'street'), misfit(false, 'truck')]).toEqual(['otherVehicle', 'otherVehicle']);
    expect([misfit(true, 'truck'), misfit(false, 'street')]).toEqual([null, null]);
    expect(bayOption(makeBay(), HERE, NO_PROFILE, NOW).misfit).toBe('notForYou');
  });
});

describe('chips', () => {
  const free = makeBay({ id: 'free' });
  const taken = makeBay({ id: 'taken', status: 'taken' });
  const garage = makeSite({ id: 'garage', kind: 'garage', status: 'unknown', free: null });
  it('"free now" leaves only what is known to be free', () => {
    expect(ids({ bays: [free, taken], sites: [garage], filters: ['free'] })).toEqual(['free']);
  });
  it('two kinds widen each other', () => {
    expect(ids({ bays: [free, taken], sites: [garage], filters: ['disabled', 'garage'] })).toEqual(['free', 'garage', 'taken']);
  });
  it('counts the disabled spaces inside a garage', () => {
    const withBays = makeSite({ id: 'g', kind: 'garage', restrictions: only('disabled') });
    expect(ids({ sites: [withBays, makeSite()], filters: ['disabled'] })).toEqual(['g']);
  });
  it('judges a garage by its disabled spaces, not by the others', () => {
    const disabled = (id: string, free: number | null): Site =>
      makeSite({ id, kind: 'garage', free: 90, restrictions: [{ type: 'disabled', hours: null, maxStay: null, capacity: 2, free }] });
    expect(ids({ sites: [disabled('none', 0), disabled('unknown', null), disabled('one', 1)], filters: ['disabled'] })).toEqual(['one', 'unknown', 'none']);
    expect(ids({ sites: [disabled('none', 0), disabled('one', 1)], filters: ['disabled', 'free'] })).toEqual(['one']);
  });
  it('an ordinary bay of a street speaks through its street', () => {
    const bays = [makeBay({ id: 'ordinary', siteId: 'site', restrictions: [] })];
    expect(ids({ bays, sites: [makeSite()], profile: NO_PROFILE })).toEqual(['site']);
  });
});

describe('when the street is full', () => {
  it('offers the nearest garage that fits and is not known to be full', () => {
    const garage = (id: string, metres: number, change: Partial<Site> = {}): Site =>
      makeSite({ id, kind: 'garage', status: 'unknown', reason: 'noSensor', free: null, ...north(metres), ...change });
    const sites = [
      garage('full', 50, { status: 'taken', free: 0 }), garage('closed', 60, { status: 'closed' }),
      garage('low', 70, { maxHeightCm: 190 }), garage('fits', 80), garage('far', 500),
    ];
    expect(nearestGarage(sites, HERE, { ...NO_PROFILE, heightCm: 220 }, NOW)?.id).toBe('fits');
  });
  it('offers the next free disabled bay when a watched one is taken', () => {
    const bays = [makeBay({ id: 'mine', status: 'taken' }), makeBay({ id: 'next', ...north(300) })];
    const question = { bays, sites: [makeSite()], near: HERE, profile: BADGE, filters: new Set<Filter>(), now: NOW };
    const taken = rank(question).find(({ id }) => id === 'mine')!;
    expect(nextBest(question, taken)?.id).toBe('next');
  });
});
