/**
 * Writes that wait for the network, in IndexedDB so that page and service worker share them.
 * Each carries its Idempotency-Key: sending twice does the work once.
 */

export interface Waiting { key: string; path: string; body: string; lang: string; queuedAt: number }

const DATABASE = 'outbox';
const STORE = 'waiting';
/** The server forgets keys after 48 h; a message that old might be done twice, so it is not sent any more. */
const GIVE_UP_MS = 47 * 3_600_000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = (item: Waiting): Promise<unknown> => run('readwrite', (store) => store.put(item));
export const remove = (key: string): Promise<unknown> => run('readwrite', (store) => store.delete(key));
export const waiting = (): Promise<Waiting[]> => run('readonly', (store) => store.getAll() as IDBRequest<Waiting[]>);
export const clear = (): Promise<unknown> => run('readwrite', (store) => store.clear());

/** A refusal that no retry will change. Too early, too many and server faults may pass later. */
const isFinal = (status: number): boolean => status < 500 && ![401, 408, 425, 429].includes(status);

/** Headers of every write that may be sent again. */
export const writeHeaders = (key: string, lang: string): Record<string, string> => ({
  Accept: 'application/json', 'Accept-Language': lang, 'Content-Type': 'application/json', 'Idempotency-Key': key,
});

type Send = (item: Waiting) => Promise<Response>;

async function flushAll(send: Send): Promise<number> {
  let left = 0;
  for (const item of await waiting()) {
    const tooOld = Date.now() - item.queuedAt > GIVE_UP_MS;
    const status = tooOld ? 410 : await send(item).then((response) => response.status, () => 503);
    if (isFinal(status)) await remove(item.key);
    else left += 1;
  }
  return left;
}

/** Send what waits, one sender at a time over page and worker. Answers how many still wait. */
export async function flush(send: Send): Promise<number> {
  // Without the Web Locks API two senders may meet; the Idempotency-Key still makes it one report.
  return 'locks' in navigator ? navigator.locks.request('outbox', () => flushAll(send)) : flushAll(send);
}
