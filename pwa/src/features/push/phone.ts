/** What this phone can do about messages, and the browser's part of subscribing. */

import { isApple, isInstalled } from '../more/install';

export type Ability = 'ready' | 'denied' | 'install-first' | 'unsupported';

/** May and can this phone show messages? iPhones only from the home screen. */
export function ability(): Ability {
  const isAble = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
  if (!isAble) return isApple && !isInstalled.peek() ? 'install-first' : 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'ready';
}

const PATIENCE_MS = 10_000;
/** Some networks swallow the browser's request without a word; nobody shall wait for ever. */
const patiently = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('timeout')), PATIENCE_MS))]);

export interface Address { endpoint: string; keys: { p256dh: string; auth: string } }

const addressOf = (subscription: PushSubscription): Address => {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint!, keys: { p256dh: keys!.p256dh!, auth: keys!.auth! } };
};

async function manager(): Promise<PushManager> {
  return (await patiently(navigator.serviceWorker.ready)).pushManager;
}

/** Where the browser is reached now; null when it is not. */
export async function currentAddress(): Promise<Address | null> {
  const known = await (await manager()).getSubscription();
  return known && addressOf(known);
}

/** Subscribe at the browser's push service; one that was made for another key of ours is replaced. */
export async function subscribe(publicKey: string): Promise<Address> {
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  const push = await manager();
  try {
    return addressOf(await patiently(push.subscribe(options)));
  } catch (error) {
    const old = await push.getSubscription();
    if (old === null) throw error;
    await old.unsubscribe();
    return addressOf(await patiently(push.subscribe(options)));
  }
}

export async function unsubscribe(): Promise<void> {
  await (await (await manager()).getSubscription())?.unsubscribe();
}

const TWELVE_HOURS_MS = 12 * 3_600_000;

/** Let the worker look by itself where the browser has that; it needs to know what to look for. */
export async function leaveForWorker(choices: object | null): Promise<void> {
  if (choices === null) {
    await caches.delete('push-choices');
    return;
  }
  await (await caches.open('push-choices')).put('/', new Response(JSON.stringify(choices)));
  const { periodicSync } = await navigator.serviceWorker.ready as unknown as { periodicSync?: { register(tag: string, options: object): Promise<void> } };
  await periodicSync?.register('alerts', { minInterval: TWELVE_HOURS_MS }).catch(() => undefined);
}
