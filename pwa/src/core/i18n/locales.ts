/**
 * The languages of the app, in the order in which people see them.
 *
 * Ids are BCP 47 as browsers know them; gettext's `de@simple` is `de-simple` here. Names are the languages' own:
 * `Intl.DisplayNames` would call Einfache Sprache "Deutsch (SIMPLE)".
 */
export interface LocaleInfo {
  id: LocaleId;
  /** The language's own name. */
  name: string;
  /** What fits into the small button of the header. */
  short: string;
  dir: 'ltr' | 'rtl';
  /** Tag for Intl: Arabic keeps Latin digits on every device. */
  intl: string;
  /** Units in full ("2 Stunden", "180 Meter"): Einfache Sprache has no abbreviations, Arabic's are single letters. */
  spelledOut?: true;
}

export type LocaleId = 'de' | 'de-simple' | 'en' | 'tr' | 'uk' | 'ru' | 'ar' | 'pl' | 'fr';

export const SOURCE_LOCALE = 'de';

export const LOCALES: readonly LocaleInfo[] = [
  { id: 'de', name: 'Deutsch', short: 'DE', dir: 'ltr', intl: 'de' },
  { id: 'de-simple', name: 'Einfache Sprache', short: 'DE+', dir: 'ltr', intl: 'de', spelledOut: true },
  { id: 'en', name: 'English', short: 'EN', dir: 'ltr', intl: 'en-GB' },
  { id: 'tr', name: 'Türkçe', short: 'TR', dir: 'ltr', intl: 'tr' },
  { id: 'uk', name: 'Українська', short: 'UK', dir: 'ltr', intl: 'uk' },
  { id: 'ru', name: 'Русский', short: 'RU', dir: 'ltr', intl: 'ru' },
  { id: 'ar', name: 'العربية', short: 'AR', dir: 'rtl', intl: 'ar-u-nu-latn', spelledOut: true },
  { id: 'pl', name: 'Polski', short: 'PL', dir: 'ltr', intl: 'pl' },
  { id: 'fr', name: 'Français', short: 'FR', dir: 'ltr', intl: 'fr' },
];

const BY_ID: ReadonlyMap<string, LocaleInfo> = new Map(LOCALES.map((entry) => [entry.id, entry]));

export const localeInfo = (id: LocaleId): LocaleInfo => BY_ID.get(id) ?? LOCALES[0]!;

export const isLocale = (id: unknown): id is LocaleId => typeof id === 'string' && BY_ID.has(id);

/** The first language of the device that the app speaks; German otherwise. */
export function preferredLocale(languages: readonly string[]): LocaleId {
  for (const tag of languages) {
    if (isLocale(tag)) return tag;
    const base = tag.toLowerCase().split('-')[0];
    if (isLocale(base)) return base;
  }
  return SOURCE_LOCALE;
}
