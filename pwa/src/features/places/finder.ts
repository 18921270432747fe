/** What the list of places is asked, and its answer: text, kind, accessible toilets, near me. */

import { computed, signal } from '@preact/signals';
import { get } from '../../core/api';
import type { PlaceHits, PlaceSummary } from '../../core/api/types';
import { type LatLon, distanceM } from '../../core/geo';
import { replaceQuery } from '../../core/router';
import { search } from '../../core/matching';
import { categoryOf, places } from './store';

export interface PlaceRow { place: PlaceSummary; distanceM: number | null }

export const query = signal('');
export const category = signal<string | null>(null);
export const onlyAccessible = signal(false);
/** The own position, only on this device and only after a tap. */
export const here = signal<LatLon | null>(null);

/** Ids in the server's order for `serverQuery`; it knows more words and languages than the device. */
const serverHits = signal<{ query: string; ids: string[] } | null>(null);
const SHORTEST = 2;
const SERVER_LIMIT = 50;

export function openPlaces(params: URLSearchParams): void {
  query.value = params.get('q') ?? '';
  category.value = params.get('category');
  onlyAccessible.value = params.get('accessible') === '1';
}

export function writePlaces(): void {
  const params = new URLSearchParams();
  if (query.value) params.set('q', query.value);
  if (category.value) params.set('category', category.value);
  if (onlyAccessible.value) params.set('accessible', '1');
  replaceQuery(params);
}

/** Ask the server, too; without network or on an error the device's own search stands. */
export async function askServer(asked: string): Promise<void> {
  if (asked.trim().length < SHORTEST) return;
  const path = `/api/v1/places/search?q=${encodeURIComponent(asked)}&limit=${SERVER_LIMIT}`;
  const answer = await get<PlaceHits>(path).catch(() => null);
  if (answer !== null && query.peek() === asked) {
    serverHits.value = { query: asked, ids: answer.data.items.map(({ id }) => id) };
  }
}

const searchable = computed(() => (places.data.value?.places ?? []).map((place) => {
  const kind = categoryOf(place.category);
  return { ...place, text: [place.name, place.street, kind?.label, ...(kind?.keywords ?? [])].filter(Boolean).join(' ') };
}));

/** Places by name, street and kind, best first: what the device knows without network. */
export const findPlaces = (asked: string): PlaceSummary[] => search(searchable.value, asked);

const matching = computed<PlaceSummary[]>(() => {
  const asked = query.value.trim();
  if (asked.length < SHORTEST) return places.data.value?.places ?? [];
  const local = findPlaces(asked);
  const hits = serverHits.value;
  if (hits === null || hits.query.trim() !== asked) return local;
  const order = new Map(hits.ids.map((id, index) => [id, index]));
  const known = (places.data.value?.places ?? []).filter(({ id }) => order.has(id));
  return known.length === 0 ? local : known.sort((a, b) => order.get(a.id)! - order.get(b.id)!);
});

function passes(place: PlaceSummary): boolean {
  if (onlyAccessible.value && !place.accessibleToilet) return false;
  return category.value === null || place.category === category.value;
}

export const rows = computed<PlaceRow[]>(() => {
  const at = here.value;
  const found = matching.value.filter(passes).map((place) => ({ place, distanceM: at === null ? null : distanceM(at, place) }));
  if (at !== null) return found.sort((a, b) => a.distanceM! - b.distanceM!);
  const isSearch = query.value.trim().length >= SHORTEST;
  return isSearch ? found : found.sort((a, b) => a.place.name.localeCompare(b.place.name, 'de'));
});
