/** Sending what people write: at once with network, later without, exactly once in both cases. */

import { signal } from '@preact/signals';
import { Unreachable, post, resend } from './api';
import { flush, put, waiting } from './outbox-queue';

/** How many messages wait for the network. */
export const waitingCount = signal(0);

export type Sent<T> = { queued: false; result: T } | { queued: true };

async function recount(): Promise<void> {
  waitingCount.value = (await waiting().catch(() => [])).length;
}

async function requestSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  // Background Sync exists on Android only; elsewhere the page flushes when it is opened or comes back online.
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register('outbox').catch(() => undefined);
}

/** Send, or keep until there is network. Throws `ApiProblem` when the server refuses. */
export async function submit<T>(path: string, body: unknown): Promise<Sent<T>> {
  const key = crypto.randomUUID();
  try {
    return { queued: false, result: await post<T>(path, body, key) };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const lang = document.documentElement.lang || 'de';
    await put({ key, path, body: JSON.stringify(body), lang, queuedAt: Date.now() });
    await recount();
    await requestSync();
    return { queued: true };
  }
}

async function sendWaiting(): Promise<void> {
  if ((await waiting().catch(() => [])).length > 0) await flush(resend);
  await recount();
}

/** Flush on start, when the network returns and when the app comes to the front (iOS has no Background Sync). */
export function startOutbox(): void {
  void sendWaiting();
  addEventListener('online', () => void sendWaiting());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sendWaiting();
  });
  navigator.serviceWorker?.addEventListener('message', (event: MessageEvent<{ type?: string }>) => {
    if (event.data?.type === 'outbox') void recount();
  });
}
