/** What the finder is asked: chips and origin live in the address, so that a link shows the same list. */

import { computed, signal } from '@preact/signals';
import { replaceQuery } from '../../core/router';
import { origin, originPoint } from './origin';
import { profile } from './profile';
import { FAR_MINUTES, type Filter, type Option, nearestGarage, rank } from './ranking';
import { bays, now, sites } from './store';

const FILTERS: readonly Filter[] = ['free', 'disabled', 'garage', 'charging', 'parkAndRide', 'truck'];

export const filters = signal<ReadonlySet<Filter>>(new Set());

/** Chips that suit the person when the address names none. */
function usualFilters(): Filter[] {
  if (profile.value.blueBadge) return ['disabled'];
  return profile.value.charging ? ['charging'] : [];
}

export function readFilters(query: URLSearchParams): ReadonlySet<Filter> {
  const named = query.get('zeige');
  if (named === null) return new Set(usualFilters());
  return new Set(FILTERS.filter((filter) => named.split(',').includes(filter)));
}

/** Take chips and place from the address. An own position is never in it. */
export function openFinder(query: URLSearchParams): void {
  filters.value = readFilters(query);
  const place = query.get('bei');
  if (place !== null) origin.value = { kind: 'place', id: place };
}

export function writeFinder(): void {
  const query = new URLSearchParams();
  query.set('zeige', [...filters.value].join(','));
  if (origin.value.kind === 'place') query.set('bei', origin.value.id);
  replaceQuery(query);
}

export function toggleFilter(filter: Filter, isOn: boolean): void {
  const next = new Set(filters.value);
  if (isOn) next.add(filter);
  else next.delete(filter);
  filters.value = next;
  writeFinder();
}

export const options = computed<Option[]>(() => {
  const near = originPoint.value;
  if (near === null) return [];
  return rank({ bays: bays.value, sites: sites.value, near, profile: profile.value, filters: filters.value, now: now.value });
});

/** Offered when nothing near is free: the nearest garage that is not in it already. */
export const garageInstead = computed<Option | null>(() => {
  const near = originPoint.value;
  const isHelp = ({ status, misfit, walkMinutes }: Option): boolean => status === 'free' && misfit === null && walkMinutes <= FAR_MINUTES;
  if (near === null || options.value.some(isHelp)) return null;
  const garage = nearestGarage(sites.value, near, profile.value, now.value);
  return garage !== null && options.value.some(({ id }) => id === garage.id) ? null : garage;
});
