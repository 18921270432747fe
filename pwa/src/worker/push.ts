/// <reference lib="webworker" />
/** Push messages as Declarative Web Push JSON: iOS shows them without this worker, elsewhere it is read here. */

import { writeHeaders } from '../core/outbox-queue';
import { keepNewest } from './caches';

declare const self: ServiceWorkerGlobalScope;

/** What our server says besides what the phone shows; `core/alarms.py` explains `look`, `kind` and `revision`. */
interface Told { look?: string; kind?: string; revision?: string }
interface Shown { title?: string; body?: string; lang?: string; tag?: string; navigate?: string; timestamp?: number; data?: Told }
/** What this phone was told to be warned of, left here by the page (features/push) for the worker's own look. */
interface Choices { lang: string; severities: string[]; districts: string[] }
interface Alert {
  id: string; state: string; onTop: boolean; wholeCity: boolean; severity: string; sentAt: string;
  districts: string[]; headlines: Record<string, string>;
}

const API = '/api/v1/';
/** By tag, when the newest message of that event was sent. */
const RECORD = 'push';
const RECORD_LIMIT = 50;
const CHOICES = 'push-choices';

export function readPush(text: string): Shown {
  try {
    return (JSON.parse(text) as { notification?: Shown }).notification ?? {};
  } catch {
    return { title: text };
  }
}

/** A message that came twice, or after a newer one of the same event, stays unseen. */
async function isNews({ tag, timestamp }: Shown): Promise<boolean> {
  if (!tag || !timestamp) return true;
  const record = await caches.open(RECORD);
  const last = await record.match(`/${tag}`);
  if (last && Number(await last.text()) >= timestamp) return false;
  await record.put(`/${tag}`, new Response(String(timestamp)));
  await keepNewest(record, RECORD_LIMIT);
  return true;
}

async function show(message: Shown): Promise<void> {
  const { title = '', navigate = '/', data: { look = 'test', kind, revision } = {}, ...options } = message;
  if (look === 'test' && revision) await confirm(revision);
  if (!(await isNews(message))) return;
  const isCalm = kind === 'allClear';
  const isCheck = isCalm && look === 'test'; // monthly; browsers want every message to be shown, if only for a moment
  await self.registration.showNotification(title, {
    badge: '/icons/badge-96.png',
    icon: `/icons/push-${isCalm ? 'clear' : look}.png`,
    silent: isCheck,
    renotify: Boolean(options.tag) && !isCalm, // news of the same event sounds again, the end of it does not
    requireInteraction: look === 'civil' && !isCalm,
    ...options,
    data: navigate,
  } as NotificationOptions);
  if (isCheck) for (const notice of await self.registration.getNotifications({ tag: options.tag })) notice.close();
}

let queue: Promise<void> = Promise.resolve();
/** One after the other: two copies that arrive together must not both be news. */
export const tell = (message: Shown): Promise<void> => (queue = queue.catch(() => undefined).then(() => show(message)));

const write = (method: string, path: string, body: object): Promise<Response> =>
  fetch(API + path, { method, headers: writeHeaders(crypto.randomUUID(), 'de'), body: JSON.stringify(body) });

/** Tell the server that its test has arrived; without network the person sees that it has not. */
const confirm = (revision: string): Promise<unknown> => write('POST', 'push/receipts', { revision }).catch(() => undefined);

/** The browser changed the address of this phone, maybe while no page is open. */
export async function renew(): Promise<void> {
  const manager = self.registration.pushManager;
  const { publicKey } = await (await fetch(`${API}push/key`)).json() as { publicKey: string };
  const fresh = await manager.getSubscription() ?? await manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = fresh.toJSON();
  await write('PUT', 'push/address', { endpoint, keys });
}

/** Where the browser lets us look by ourselves now and then: show what push may have missed. */
export async function catchUp(): Promise<void> {
  const kept = await (await caches.open(CHOICES)).match('/');
  if (!kept) return;
  const { lang, severities, districts } = await kept.json() as Choices;
  const { alerts } = await (await fetch(`${API}alerts`)).json() as { alerts: Alert[] };
  for (const { id, state, onTop, wholeCity, severity, sentAt, headlines, ...alert } of alerts) {
    const isHere = wholeCity || districts.length === 0 || alert.districts.some((code) => districts.includes(code));
    if (state !== 'active' || !onTop || !(severity === 'extreme' || (isHere && severities.includes(severity)))) continue;
    await tell({ title: headlines[lang] ?? headlines.de, tag: id, navigate: `/warnungen/${id}`, timestamp: Date.parse(sentAt), data: { look: 'civil' } });
  }
}

/** Open the linked page, in a window that is already there if possible. Foreign origins lead to the start. */
export async function openTarget(clients: Clients, link: unknown, origin: string): Promise<void> {
  const wanted = new URL(typeof link === 'string' ? link : '/', origin);
  const target = wanted.origin === origin ? wanted.href : `${origin}/`;
  for (const client of await clients.matchAll({ type: 'window' })) {
    await client.focus();
    await client.navigate(target);
    return;
  }
  await clients.openWindow(target);
}
