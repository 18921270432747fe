import { describe, expect, it } from 'vitest';
import type { Bay, Status } from '../../core/api/types';
import { ROUTES } from '../../app/routes';
import { findRoute } from '../../core/route-match';
import { DOORS, NAVIGATION, TILES } from '../table';
import { greeting } from './greeting';
import { isDisabledBay, isOpenBay, summarize } from './today';

const NOW = Date.parse('2026-11-23T12:00:00Z');

const bay = (status: Status, observedAt: string | null, staleAt: string | null, demo = false): Bay =>
  ({ status, reason: null, observedAt, staleAt, bayKind: 'general', restrictions: [], source: { demo } }) as unknown as Bay;

const restricted = (type: string, bayKind = 'general'): Bay => ({ bayKind, restrictions: [{ type }] }) as unknown as Bay;

describe('the greeting', () => {
  it.each([
    [5, 'Guten Morgen, Stadt'],
    [10, 'Guten Morgen, Stadt'],
    [11, 'Guten Tag, Stadt'],
    [18, 'Guten Abend, Stadt'],
    [2, 'Guten Abend, Stadt'],
  ])('fits the hour %d', (hour, text) => {
    expect(greeting(hour, 'Stadt')).toBe(text);
  });

  it('does without a name', () => {
    expect(greeting(9, '')).toBe('Guten Morgen');
  });
});

describe('the counts of the start screen', () => {
  it('count a report that has gone stale as unknown, not as free', () => {
    const bays = [
      bay('free', '2026-11-23T11:59:00Z', '2026-11-23T13:00:00Z'),
      bay('free', '2026-11-23T08:00:00Z', '2026-11-23T11:00:00Z'),
      bay('taken', '2026-11-23T11:30:00Z', '2026-11-23T13:00:00Z', true),
    ];
    expect(summarize(bays, NOW)).toEqual({ total: 3, free: 1, unknown: 1, newest: '2026-11-23T11:59:00Z', demo: true });
  });

  it('say nothing about nothing', () => {
    expect(summarize([], NOW)).toBeNull();
  });

  it('never count a personal or a reserved bay as open to everyone', () => {
    expect([isDisabledBay(restricted('disabled')), isOpenBay(restricted('disabled'))]).toEqual([true, false]);
    expect(isDisabledBay(restricted('disabled', 'personal'))).toBe(false);
  });
});

describe('tiles and doors', () => {
  const [categories] = Object.values(
    import.meta.glob<string>('../../../../content/places/categories.toml', { query: '?raw', import: 'default', eager: true }),
  );
  const named = [...TILES, ...DOORS].map(({ href }) => new URLSearchParams(href.split('?')[1]).get('category')).filter((id) => id !== null);

  it.each(named)('lead to the kind of place "%s", which exists', (id) => {
    expect(categories).toContain(`id = "${id}"`);
  });

  it.each([...TILES, ...DOORS, ...NAVIGATION])('lead to a screen: $href', ({ href }) => {
    expect(findRoute(ROUTES, href.split('?')[0]!)).not.toBeNull();
  });
});
