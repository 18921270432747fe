/// <reference lib="webworker" />
/**
 * Public data: shown at once from the device, asked for anew in the background. The page learns whether the server
 * confirmed it, had something newer, or could not be reached, so that it can say how old the data are.
 */

import { keepNewest, tellPages } from './caches';

/** The page reads this cache too (core/api `peek`); the names must agree. */
const CACHE = 'snapshots';
const LIMIT = 100;
/** What the parking screens and the list of places need; fetched once so that the first offline start has data. */
const WARM = ['alerts', 'alerts/history', 'city', 'districts', 'parking/bays', 'parking/sites', 'parking/forecasts', 'places'];

/** Questions (with a query) are many and pass; they would push the snapshots out of the cache. */
export const isSnapshot = (request: Request, url: URL): boolean =>
  url.pathname.startsWith('/api/v1/') && url.search === '' && !(request.headers.get('accept') ?? '').includes('event-stream');

/** Warnings: an old answer must never stand where a new one can be had, so the network is asked first. */
const URGENT = /^\/api\/v1\/alerts/;
const PATIENCE_MS = 4000;
const tired = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

type News = 'fresh' | 'same' | 'offline';

const tell = (type: News, path: string): Promise<void> => tellPages({ type, path });

const mayKeep = (response: Response): boolean =>
  response.status === 200 && !/no-store|private/.test(response.headers.get('cache-control') ?? '');

/** A cached answer says so; its `Date` tells the page how old it is. */
function marked(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('x-from-cache', '1');
  return new Response(response.body, { status: response.status, headers });
}

async function keep(cache: Cache, key: string, response: Response): Promise<void> {
  await cache.delete(key); // moves the entry to the end: the oldest are dropped first
  await cache.put(key, response);
  await keepNewest(cache, LIMIT);
}

async function ask(cache: Cache, key: string, request: Request | string, kept?: Response): Promise<Response> {
  const response = await fetch(request, { cache: 'no-cache' });
  if (mayKeep(response)) {
    const isSame = kept !== undefined && kept.headers.get('etag') === response.headers.get('etag');
    await keep(cache, key, response.clone());
    if (kept !== undefined) await tell(isSame ? 'same' : 'fresh', key);
  }
  return response;
}

export async function answerSnapshot(event: FetchEvent, url: URL): Promise<Response> {
  const key = url.pathname + url.search;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key, { ignoreVary: true });
  const asked = ask(cache, key, event.request, kept);
  if (kept === undefined) return asked;
  if (URGENT.test(key)) {
    const fresh = await Promise.race([asked, tired()]).catch(() => undefined);
    if (fresh && fresh.status < 500) return fresh;
  }
  event.waitUntil(asked.catch(() => tell('offline', key)));
  return marked(kept);
}

export async function warmUp(): Promise<void> {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  const cache = await caches.open(CACHE);
  for (const name of WARM) {
    const key = `/api/v1/${name}`;
    if (!(await cache.match(key))) await ask(cache, key, key).catch(() => undefined);
  }
}
