/** How the system is: asked when the desk opens and once a minute while it is looked at. */
import { computed, signal } from '@preact/signals';
import { get } from '../../../core/api';
import type { SystemHealth, Vital } from '../../../core/api/types';

const EVERY_MS = 60_000;

export const health = signal<SystemHealth | null>(null);
/** True when the last attempt to ask failed. */
export const isHealthUnknown = signal(false);

/** A feed that is late needs somebody. A data set of one year is simply old: the list says so, nobody is called. */
const isTrouble = ({ state, kind }: Vital): boolean => state === 'failing' || (state === 'late' && kind === 'live');

/** Parts that need somebody, the worst first; null until known. */
export const troubles = computed(() => {
  const known = health.value;
  if (known === null) return null;
  return known.vitals.filter(isTrouble).sort((a, b) => Number(b.state === 'failing') - Number(a.state === 'failing'));
});

export async function refreshHealth(): Promise<void> {
  try {
    health.value = (await get<SystemHealth>('/api/v1/desk/health')).data;
    isHealthUnknown.value = false;
  } catch {
    isHealthUnknown.value = true;
  }
}

/** Follow until the returned function is called. */
export function watchHealth(): () => void {
  void refreshHealth();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refreshHealth();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
