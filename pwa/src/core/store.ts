/** Public snapshots as signals: shown at once from the device, replaced when the server has something newer. */

import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Answer, get, peek } from './api';
import { serverNow } from './api/clock';

export interface Resource<T> {
  /** What is known, from the network or from this device; `null` until something is. */
  readonly data: Signal<T | null>;
  /** When the server last confirmed it (server clock, ms). */
  readonly confirmedAt: ReadonlySignal<number | null>;
  /** True when the last attempt to reach the server failed. */
  readonly offline: ReadonlySignal<boolean>;
  /** True when nothing is known and the attempt to learn it failed. */
  readonly failed: ReadonlySignal<boolean>;
  refresh(): Promise<void>;
}

interface WorkerNews { type?: string; path?: string }

/** A snapshot at `path`; loaded on the first `refresh()`. Later answers of the service worker flow in by themselves. */
export function resource<T>(path: string): Resource<T> {
  const data = signal<T | null>(null);
  const confirmedAt = signal<number | null>(null);
  const offline = signal(false);
  const failed = signal(false);

  function take(answer: Answer<T>): void {
    data.value = answer.data;
    confirmedAt.value = answer.fromCache ? answer.servedAt : serverNow();
    failed.value = false;
  }

  async function onNews(event: MessageEvent<WorkerNews>): Promise<void> {
    if (event.data?.path !== path) return;
    if (event.data.type === 'offline') offline.value = true;
    if (event.data.type === 'same') {
      offline.value = false;
      confirmedAt.value = serverNow();
    }
    if (event.data.type === 'fresh') {
      const answer = await peek<T>(path);
      offline.value = false;
      if (answer !== null) take(answer);
    }
  }

  async function refresh(): Promise<void> {
    try {
      const answer = await get<T>(path);
      take(answer);
      if (!answer.fromCache) offline.value = false;
    } catch {
      offline.value = true;
      failed.value = data.value === null;
    }
  }

  globalThis.navigator?.serviceWorker?.addEventListener('message', (event: MessageEvent<WorkerNews>) => {
    void onNews(event);
  });
  return { data, confirmedAt, offline, failed, refresh };
}
