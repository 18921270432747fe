/** The places of the city as one list on the device: search, filter and "near me" need no server. */

import { computed } from '@preact/signals';
import type { PlaceCategory, PlaceList, PlaceSummary } from '../../core/api/types';
import { resource } from '../../core/store';

export const places = resource<PlaceList>('/api/v1/places');

const byId = computed(() => new Map(places.data.value?.places.map((place) => [place.id, place])));
const categoriesById = computed(() => new Map(places.data.value?.categories.map((entry) => [entry.id, entry])));

export const findPlace = (id: string): PlaceSummary | null => byId.value.get(id) ?? null;
export const categoryOf = (id: string): PlaceCategory | null => categoriesById.value.get(id) ?? null;
