/// <reference lib="webworker" />
/** What several parts of the worker do: keep a cache small, tell the open pages something. */

declare const self: ServiceWorkerGlobalScope;

/** Keys come in order of creation: the oldest go. */
export async function keepNewest(cache: Cache, limit: number): Promise<void> {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((key) => cache.delete(key)));
}

export async function tellPages(message: object): Promise<void> {
  for (const client of await self.clients.matchAll()) client.postMessage(message);
}
