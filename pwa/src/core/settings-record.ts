/** The stored record of a person's choices: its shape, how an old or broken one is read, what it does to <html>. */
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

/** Attributes of <html> for the stylesheet; null where the default needs none. */
export function attributesOf(settings: Settings): Record<string, string | null> {
  const unless = (value: string, rest: string): string | null => (value === rest ? null : value);
  return {
    'data-mode': unless(settings.mode, 'normal'),
    'data-theme': unless(settings.theme, 'system'),
    'data-contrast': unless(settings.contrast, 'system'),
    'data-motion': unless(settings.motion, 'system'),
    'data-text': unless(String(settings.textSize), '100'),
  };
}
