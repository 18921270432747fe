/**
 * What may still be said of a report. The server names `staleAt`; a phone that lost its network or sleeps must reach
 * the same verdict alone: past that moment "free" and "taken" become "unknown", never the other way round.
 */

import type { BayState, Reason, SiteState, Status } from '../../core/api/types';

export interface Verdict { status: Status; reason: Reason | null }

const isPast = (moment: string | null, now: number): boolean => moment !== null && Date.parse(moment) <= now;

/** Status as of `now` (server clock, ms). Closed stays closed: it is a decision, not a measurement. */
export function verdict(state: Pick<BayState, 'status' | 'reason' | 'staleAt'>, now: number): Verdict {
  const isMeasured = state.status === 'free' || state.status === 'taken';
  if (isMeasured && isPast(state.staleAt, now)) return { status: 'unknown', reason: 'silent' };
  return { status: state.status, reason: state.reason };
}

/** Free spaces of a site as of `now`; `null` when nobody can know. */
export function freeSpaces(state: Pick<SiteState, 'status' | 'reason' | 'staleAt' | 'free'>, now: number): number | null {
  const { status } = verdict(state, now);
  return status === 'free' || status === 'taken' ? state.free : null;
}

/** How much of its life a report has behind it: 0 just made, 1 stale. Without times 0: nothing speaks against it. */
export function staleness(state: Pick<BayState, 'observedAt' | 'staleAt'>, now: number): number {
  if (state.observedAt === null || state.staleAt === null) return 0;
  const born = Date.parse(state.observedAt);
  const life = Date.parse(state.staleAt) - born;
  return life <= 0 ? 1 : Math.min(1, Math.max(0, (now - born) / life));
}

/** The later of two reports wins; a live event may overtake a snapshot and the other way round. */
export function isNewer(incoming: string | null, known: string | null): boolean {
  if (incoming === null) return known === null;
  return known === null || Date.parse(incoming) >= Date.parse(known);
}
