import { describe, expect, it } from 'vitest';
import { NOW, at, makeBay, makeSite } from './fixtures.test-data';
import { freeSpaces, isNewer, staleness, verdict } from './freshness';

describe('a report past its time', () => {
  it('turns free and taken into unknown with the reason "silent"', () => {
    for (const status of ['free', 'taken'] as const) {
      expect(verdict(makeBay({ status, staleAt: at(0) }), NOW)).toEqual({ status: 'unknown', reason: 'silent' });
    }
  });
  it('holds until the very moment', () => {
    expect(verdict(makeBay({ staleAt: at(1) }), NOW).status).toBe('free');
  });
  it('leaves closed closed', () => {
    const closed = makeBay({ status: 'closed', reason: 'closedByCity', staleAt: at(-1) });
    expect(verdict(closed, NOW)).toEqual({ status: 'closed', reason: 'closedByCity' });
  });
  it('keeps the reason the server gave for unknown', () => {
    expect(verdict(makeBay({ status: 'unknown', reason: 'restarted', staleAt: at(-1) }), NOW).reason).toBe('restarted');
  });
  it('takes the number of free spaces with it: unknown, never zero', () => {
    expect(freeSpaces(makeSite({ free: 7, staleAt: at(-1) }), NOW)).toBeNull();
    expect(freeSpaces(makeSite({ free: 7 }), NOW)).toBe(7);
  });
});

describe('staleness', () => {
  it('grows from 0 at the report to 1 at its end and stays there', () => {
    const report = { observedAt: at(-50), staleAt: at(50) };
    expect(staleness(report, NOW)).toBeCloseTo(0.5);
    expect(staleness(report, NOW + 1e6)).toBe(1);
    expect(staleness(report, NOW - 1e6)).toBe(0);
  });
});

describe('two reports about the same bay', () => {
  it('are settled by the time of observation, whatever came first', () => {
    expect(isNewer(at(-10), at(-20))).toBe(true);
    expect(isNewer(at(-20), at(-10))).toBe(false);
    expect(isNewer(null, at(-10))).toBe(false);
  });
});
