/** Where the person wants to go: the city centre, a chosen place, or where they are. A position stays on the device. */

import { computed, signal } from '@preact/signals';
import { city } from '../../core/city';
import type { LatLon } from '../../core/geo';
import { places } from '../places/store';

export type Origin = { kind: 'centre' } | { kind: 'me'; at: LatLon } | { kind: 'place'; id: string };

export const origin = signal<Origin>({ kind: 'centre' });

/** The point distances are measured from; `null` until the city or the place is known. */
export const originPoint = computed<LatLon | null>(() => {
  const chosen = origin.value;
  if (chosen.kind === 'me') return chosen.at;
  if (chosen.kind === 'centre') return city.data.value?.center ?? null;
  return places.data.value?.places.find(({ id }) => id === chosen.id) ?? city.data.value?.center ?? null;
});

/** Name of the chosen place, `null` for the centre and for the own position. */
export const originName = computed<string | null>(() => {
  const chosen = origin.value;
  return chosen.kind === 'place' ? (places.data.value?.places.find(({ id }) => id === chosen.id)?.name ?? null) : null;
});
