/**
 * What a person has chosen for this device: language, Einfach mode, theme, contrast, text size, motion.
 *
 * Kept in localStorage, sent nowhere. `public/boot.js` reads the same record before the first paint; a test holds the
 * two together.
 */
import { effect, signal } from '@preact/signals';
import { SETTINGS_KEY, type Settings, attributesOf, parseSettings } from './settings-record';

export { type Settings, TEXT_SIZES } from './settings-record';

function readStore(): string | null {
  try {
    return localStorage.getItem(SETTINGS_KEY);
  } catch {
    return null; // storage refused by the browser: the choices last for this visit
  }
}

export const settings = signal<Settings>(parseSettings(readStore(), navigator.languages));

export function changeSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.value, ...change };
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings.value));
  } catch {
    // see readStore
  }
}

effect(() => {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(attributesOf(settings.value))) {
    if (value === null) root.removeAttribute(name);
    else root.setAttribute(name, value);
  }
});
