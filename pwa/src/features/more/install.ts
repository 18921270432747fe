/** Putting the app on the home screen: the browser's offer where there is one, a guide where there is none (iOS). */
import { computed, signal } from '@preact/signals';

/** Chromium's event; not in TypeScript's library. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const offer = signal<InstallOffer | null>(null);

export const canInstall = computed(() => offer.value !== null);

export const isInstalled = signal(
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true,
);

/** iPads call themselves Macs; only their touch screen gives them away. */
export const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Keep the browser's offer for a moment the person chooses; call before the page has loaded. */
export function listenForInstall(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.value = event as InstallOffer;
  });
  window.addEventListener('appinstalled', () => {
    offer.value = null;
    isInstalled.value = true;
  });
}

/** Show the browser's question. An offer can be used once. */
export async function install(): Promise<void> {
  const current = offer.value;
  offer.value = null;
  await current?.prompt();
}
