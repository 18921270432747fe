/** What the start screen says about parking: counts of what is known to be free now, and how fresh that is. */
import type { Bay } from '../../core/api/types';
import { verdict } from '../parking/freshness';

export interface BaySummary {
  total: number;
  free: number;
  /** Bays whose state nobody can know now; they are neither free nor taken. */
  unknown: number;
  /** ISO time of the newest report among them. */
  newest: string | null;
  demo: boolean;
}

/** Counts the bays as of `now` (server clock, ms); null when there is none to speak of. */
export function summarize(bays: readonly Bay[], now: number): BaySummary | null {
  if (bays.length === 0) return null;
  const states = bays.map((bay) => verdict(bay, now).status);
  const count = (status: string): number => states.filter((state) => state === status).length;
  const times = bays.map((bay) => bay.observedAt).filter((time) => time !== null);
  return {
    total: bays.length,
    free: count('free'),
    unknown: count('unknown'),
    newest: times.length ? times.reduce((a, b) => (a > b ? a : b)) : null,
    demo: bays.some((bay) => bay.source.demo),
  };
}

export const isDisabledBay = (bay: Bay): boolean =>
  bay.bayKind === 'general' && bay.restrictions.some(({ type }) => type === 'disabled');

/** Bays for everyone: reserved for nobody. */
export const isOpenBay = (bay: Bay): boolean => bay.bayKind === 'general' && bay.restrictions.length === 0;
