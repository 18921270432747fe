/// <reference lib="webworker" />
/** The service worker: the shell and the last known data open without network, and say how old they are. */

import { type Waiting, flush, writeHeaders } from '../core/outbox-queue';
import { tellPages } from './caches';
import { catchUp, openTarget, readPush, renew, tell } from './push';
import { assetFromAnyBuild, installShell, keepTwoBuilds, shellPage } from './shell';
import { answerSnapshot, isSnapshot, warmUp } from './snapshots';

declare const self: ServiceWorkerGlobalScope;

interface SyncEvent extends ExtendableEvent { readonly tag: string }

/** Paths the server answers itself: never the app's page. */
const SERVER_PATHS = /^\/(api|metrics|health|map)(\/|$)/;

self.addEventListener('install', (event) => event.waitUntil(installShell()));

self.addEventListener('activate', (event) => {
  event.waitUntil(keepTwoBuilds().then(() => self.clients.claim()));
  void warmUp();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isSnapshot(request, url)) event.respondWith(answerSnapshot(event, url));
  else if (request.mode === 'navigate' && !SERVER_PATHS.test(url.pathname)) event.respondWith(shellPage(request));
  else if (!SERVER_PATHS.test(url.pathname)) event.respondWith(assetFromAnyBuild(request));
});

const send = ({ path, body, ...item }: Waiting): Promise<Response> =>
  fetch(path, { method: 'POST', headers: writeHeaders(item.key, item.lang), body });

async function flushAndTell(): Promise<void> {
  const left = await flush(send);
  await tellPages({ type: 'outbox', left });
  if (left > 0) throw new Error(`${left} waiting`); // Background Sync tries again later
}

self.addEventListener('sync', (event) => {
  if ((event as SyncEvent).tag === 'outbox') (event as SyncEvent).waitUntil(flushAndTell());
});

self.addEventListener('message', (event) => {
  if (event.data === 'use-new-version') void self.skipWaiting();
  if (event.data === 'flush') event.waitUntil(flushAndTell().catch(() => undefined));
});

self.addEventListener('push', (event) => event.waitUntil(tell(readPush(event.data?.text() ?? ''))));
self.addEventListener('pushsubscriptionchange', (event) => (event as ExtendableEvent).waitUntil(renew()));
self.addEventListener('periodicsync', (event) => (event as ExtendableEvent).waitUntil(catchUp()));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openTarget(self.clients, event.notification.data, self.location.origin));
});
