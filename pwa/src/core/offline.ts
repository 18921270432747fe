/** The page's side of the service worker: register it, offer its updates, forget what it keeps. */

import { signal } from '@preact/signals';
import { clear } from './outbox-queue';
import { forgetDevice } from './store-device';

/** True when a new version of the app waits for the person's word. */
export const updateReady = signal(false);

let waitingWorker: ServiceWorker | null = null;

function offer(registration: ServiceWorkerRegistration): void {
  // Without a controller this is the first visit: nothing is replaced, nothing to ask.
  if (registration.waiting === null || navigator.serviceWorker.controller === null) return;
  waitingWorker = registration.waiting;
  updateReady.value = true;
}

/** Register after the page has loaded, so that it never competes with the first screen. */
export async function startOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  if (registration === undefined) return; // private mode or a broken network: the app works without
  offer(registration);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => offer(registration));
  });
}

/** Switch to the waiting version and reload once it is in charge. */
export function useNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waitingWorker?.postMessage('use-new-version');
}

/** Remove everything this app keeps on the device: choices, data, unsent messages. The app itself stays installed. */
export async function forgetMyData(): Promise<void> {
  forgetDevice();
  try {
    localStorage.clear();
  } catch {
    // storage is off: nothing was kept
  }
  await clear().catch(() => undefined);
  // What warnings were shown stays: a repeat would be shown again, and it says nothing about the person.
  if ('caches' in globalThis) for (const name of ['snapshots', 'push-choices']) await caches.delete(name);
}
