/** Bays and sites of the city with their live changes, shared by all parking screens and the start screen. */

import { computed, signal } from '@preact/signals';
import { serverNow } from '../../core/api/clock';
import type { Bay, BayList, ForecastList, LiveChange, Site, SiteList } from '../../core/api/types';
import { type Live, follow } from '../../core/live';
import { resource } from '../../core/store';
import { isNewer } from './freshness';

export const bayList = resource<BayList>('/api/v1/parking/bays');
export const siteList = resource<SiteList>('/api/v1/parking/sites');
export const forecastList = resource<ForecastList>('/api/v1/parking/forecasts');

/** Ticks while a parking screen is open, so that ages grow and stale reports turn unknown by themselves. */
export const now = signal(serverNow());
export const live = signal<Live | null>(null);

export const bays = computed<Bay[]>(() => bayList.data.value?.bays ?? []);
export const sites = computed<Site[]>(() => siteList.data.value?.sites ?? []);
export const isEmpty = computed(() => bayList.data.value === null && siteList.data.value === null);
export const isFailed = computed(() => bayList.failed.value && siteList.failed.value);
/** The server could not be reached at the last attempt. */
export const isOffline = computed(() => bayList.offline.value || siteList.offline.value);
/** Since when nothing was confirmed (server clock, ms). */
export const confirmedAt = computed(() => {
  const times = [bayList.confirmedAt.value, siteList.confirmedAt.value].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
});

export const findBay = (id: string): Bay | null => bays.value.find((bay) => bay.id === id) ?? null;
export const findSite = (id: string): Site | null => sites.value.find((site) => site.id === id) ?? null;
export const forecastOf = (site: Site): Site['forecast'] =>
  site.forecast ?? forecastList.data.value?.sites[site.id] ?? null;

/** `list` with the newer of each known and incoming state; what is not in the list waits for the next snapshot. */
export function merge<T extends { id: string; observedAt: string | null }>(
  list: readonly T[], changes: readonly (Partial<T> & { id: string; observedAt: string | null })[],
): T[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  return list.map((known) => {
    const change = byId.get(known.id);
    return change && isNewer(change.observedAt, known.observedAt) ? { ...known, ...change } : known;
  });
}

function onChange(change: LiveChange): void {
  if (bayList.data.value) {
    bayList.data.value = { ...bayList.data.value, bays: merge<Bay>(bayList.data.value.bays, change.bays) };
  }
  if (siteList.data.value) {
    siteList.data.value = { ...siteList.data.value, sites: merge<Site>(siteList.data.value.sites, change.sites) };
  }
  now.value = serverNow();
}

/** Load everything anew; also the poll where no stream gets through. */
export async function refresh(): Promise<void> {
  await Promise.all([bayList.refresh(), siteList.refresh()]);
  now.value = serverNow();
}

let users = 0;
let ticking: ReturnType<typeof setInterval> | undefined;
const TICK_MS = 5_000;

/** Follow the city's parking while a screen needs it; call the answer to stop. Several screens share one stream. */
export function watchParking(): () => void {
  users += 1;
  if (users === 1) {
    void refresh();
    ticking = setInterval(() => {
      now.value = serverNow();
    }, TICK_MS);
    live.value = follow<LiveChange>({
      url: '/api/v1/parking/live', event: 'bays', onChange, onReset: () => void refresh(),
    });
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    clearInterval(ticking);
    live.value?.stop();
    live.value = null;
  };
}
