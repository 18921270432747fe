/// <reference lib="webworker" />
/** The app's own files: one cache per build, the last two kept so that an open old tab can still load its chunks. */

import { keepNewest } from './caches';

/** Written by the build: a hash over all files. */
declare const __REVISION__: string;
/** The files to have at hand before the first offline start, one a line. The name holds the hash: never another build's. */
const LIST = `/assets/files-${__REVISION__}.txt`;

const SHELL = 'shell-';
/** Chunks that are fetched on demand and then kept (map, further languages): their names carry a hash. */
const EXTRAS = 'extras';
const EXTRAS_LIMIT = 40;

export async function installShell(): Promise<void> {
  const cache = await caches.open(SHELL + __REVISION__);
  const list = await fetch(LIST);
  if (!list.ok) throw new Error(LIST); // the server already has a newer build: its worker is found with the next visit
  // `reload`: never let an old copy of the HTTP cache become part of a new build.
  await cache.addAll((await list.text()).split('\n').map((file) => new Request(file, { cache: 'reload' })));
}

export async function keepTwoBuilds(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== SHELL + __REVISION__);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name))); // keys come in order of creation
}

/** Any address of the app opens the one page; its router does the rest. */
export async function shellPage(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL + __REVISION__);
  return (await cache.match('/index.html')) ?? fetch(request);
}

export async function assetFromAnyBuild(request: Request): Promise<Response> {
  const current = await caches.open(SHELL + __REVISION__); // first: names without a hash exist in both builds
  const kept = (await current.match(request, { ignoreVary: true })) ?? (await caches.match(request, { ignoreVary: true }));
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200 && new URL(request.url).pathname.startsWith('/assets/')) {
    const cache = await caches.open(EXTRAS);
    await cache.put(request, response.clone());
    await keepNewest(cache, EXTRAS_LIMIT);
  }
  return response;
}
