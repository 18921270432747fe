/**
 * What a person has chosen for this device: language, Einfach mode, theme, contrast, text size, motion.
 *
 * Kept in localStorage, sent nowhere. `public/boot.js` reads the same record before the first paint; a test holds the
 * two together.
 */
import { effect, signal } from '@preact/signals';
import { type LocaleId, SOURCE_LOCALE, isLocale, preferredLocale } from './i18n/locales';

export const SETTINGS_KEY = 'settings';
export const TEXT_SIZES = [100, 125, 150, 200] as const;

export interface Settings {
  locale: LocaleId;
  mode: 'normal' | 'einfach';
  theme: 'system' | 'light' | 'dark';
  contrast: 'system' | 'more';
  textSize: (typeof TEXT_SIZES)[number];
  motion: 'system' | 'reduce';
}

const DEFAULTS: Settings = {
  locale: SOURCE_LOCALE,
  mode: 'normal',
  theme: 'system',
  contrast: 'system',
  textSize: 100,
  motion: 'system',
};

/** Reads what is stored; anything unknown falls back to the default, so that an old record never breaks a new app. */
export function parseSettings(stored: string | null, languages: readonly string[]): Settings {
  let record: Partial<Record<keyof Settings, unknown>> = {};
  try {
    record = (JSON.parse(stored ?? '{}') as typeof record) ?? {};
  } catch {
    record = {};
  }
  const oneOf = <K extends keyof Settings>(key: K, allowed: readonly Settings[K][]): Settings[K] =>
    allowed.includes(record[key] as Settings[K]) ? (record[key] as Settings[K]) : DEFAULTS[key];
  return {
    locale: isLocale(record.locale) ? record.locale : preferredLocale(languages),
    mode: oneOf('mode', ['normal', 'einfach']),
    theme: oneOf('theme', ['system', 'light', 'dark']),
    contrast: oneOf('contrast', ['system', 'more']),
    textSize: oneOf('textSize', TEXT_SIZES),
    motion: oneOf('motion', ['system', 'reduce']),
  };
}

/** Puts the choices on <html>, where the stylesheet reads them. */
export function applySettings(root: HTMLElement, settings: Settings): void {
  const set = (name: string, value: string, rest: string): void => {
    if (value === rest) root.removeAttribute(name);
    else root.setAttribute(name, value);
  };
  set('data-mode', settings.mode, 'normal');
  set('data-theme', settings.theme, 'system');
  set('data-contrast', settings.contrast, 'system');
  set('data-motion', settings.motion, 'system');
  set('data-text', String(settings.textSize), '100');
}

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

effect(() => applySettings(document.documentElement, settings.value));
