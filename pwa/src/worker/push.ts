/// <reference lib="webworker" />
/** Push messages as Declarative Web Push JSON: iOS shows them without this worker, elsewhere it is read here. */

interface Declarative {
  notification?: { title?: string; body?: string; lang?: string; dir?: NotificationDirection; navigate?: string; tag?: string };
}

export function readPush(text: string): { title: string; options: NotificationOptions } {
  let message: Declarative = {};
  try {
    message = JSON.parse(text) as Declarative;
  } catch {
    message = { notification: { title: text } };
  }
  const { title = '', navigate, ...options } = message.notification ?? {};
  return { title, options: { ...options, icon: '/icons/icon-192.png', data: navigate ?? '/' } };
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
