/** Warnings on this device: the list, the pages of those in force, what the person chose and has understood. */

import { computed, signal } from '@preact/signals';
import { serverNow } from '../../core/api/clock';
import { get } from '../../core/api';
import type { AlertDetail, AlertHistory, AlertList } from '../../core/api/types';
import { resource } from '../../core/store';
import { deviceSignal } from '../../core/store-device';
import { checkOf, forBanner } from './logic';

export const alerts = resource<AlertList>('/api/v1/alerts');
export const history = resource<AlertHistory>('/api/v1/alerts/history');

/** Ticks while warnings are followed, so that they end by the clock, with or without network. */
export const now = signal(serverNow());

const texts = (stored: unknown): string[] => (Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : []);

/** Numbers of the Stadtteile to be warned for; none means the whole city. Kept on this device only. */
export const myDistricts = deviceSignal<string[]>('alert-districts', texts);
/** Revisions the person has understood: their banner stays small until there is news. */
export const understood = deviceSignal<string[]>('alerts-understood', texts);
const REMEMBERED = 100;

export function understand(revision: string): void {
  if (!understood.value.includes(revision)) understood.value = [...understood.value, revision].slice(-REMEMBERED);
}

export const banner = computed(() => forBanner(alerts.data.value?.alerts ?? [], myDistricts.value, now.value));
export const check = computed(() => (alerts.data.value === null ? null : checkOf(alerts.data.value, now.value)));

const POLL_MS = 30_000;
/** So many pages are fetched ahead, so that they open without network; each is a few kilobytes. */
const FETCHED_AHEAD = 20;
const fetched = new Set<string>();

/** The service worker keeps what is fetched through it; instructions must be there when the network is not. */
const keeper = (): ServiceWorkerContainer | undefined => globalThis.navigator?.serviceWorker;

async function fetchAhead(): Promise<void> {
  if (!keeper()?.controller) return;
  for (const { id, revision } of (alerts.data.peek()?.alerts ?? []).slice(0, FETCHED_AHEAD)) {
    if (fetched.has(revision)) continue;
    await get<AlertDetail>(`/api/v1/alerts/${id}`).then(() => fetched.add(revision), () => undefined);
  }
}

export async function look(): Promise<void> {
  await alerts.refresh();
  now.value = serverNow();
  await fetchAhead();
}

const lookWhenSeen = (): void => {
  if (document.visibilityState === 'visible') void look();
};

/** Keep the list fresh while the app is open. */
export function followAlerts(): () => void {
  void look();
  const timer = setInterval(lookWhenSeen, POLL_MS);
  document.addEventListener('visibilitychange', lookWhenSeen);
  addEventListener('online', lookWhenSeen);
  keeper()?.addEventListener('controllerchange', lookWhenSeen); // after the first visit's installation
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookWhenSeen);
    removeEventListener('online', lookWhenSeen);
    keeper()?.removeEventListener('controllerchange', lookWhenSeen);
  };
}
