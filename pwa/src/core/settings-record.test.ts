import { describe, expect, it } from 'vitest';
import { LOCALES, localeInfo } from './i18n/locales';
import { SETTINGS_KEY, type Settings, attributesOf, parseSettings } from './settings-record';

const [boot] = Object.values(import.meta.glob<string>('../../public/boot.js', { query: '?raw', import: 'default', eager: true }));

/** Attributes that the boot script leaves on <html>. */
function bootAttributes(stored: string | null): Record<string, string> {
  const attributes: Record<string, string> = {};
  const documentElement = { setAttribute: (name: string, value: string) => void (attributes[name] = value) };
  const localStorage = { getItem: (key: string) => (key === SETTINGS_KEY ? stored : null) };
  new Function('document', 'localStorage', boot!)({ documentElement }, localStorage);
  return attributes;
}

const present = (attributes: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null));

describe('the boot script', () => {
  const choices: Partial<Settings>[] = [
    {},
    { mode: 'einfach', theme: 'dark', contrast: 'more', motion: 'reduce', textSize: 200 },
    { theme: 'light', textSize: 125 },
    { textSize: 150 },
  ];
  it.each(choices)('paints what the app will set: %o', (choice) => {
    const stored = JSON.stringify({ locale: 'de', ...choice });
    const { lang, ...rest } = bootAttributes(stored);
    expect(lang).toBe('de');
    expect(rest).toEqual(present(attributesOf(parseSettings(stored, []))));
  });

  it.each(LOCALES.map(({ id }) => id))('knows the language %s and its direction', (locale) => {
    const { lang, dir = 'ltr' } = bootAttributes(JSON.stringify({ locale }));
    expect(lang).toBe(locale);
    expect(dir).toBe(localeInfo(locale).dir);
  });

  it.each([null, '', 'null', '{broken', '{"mode":"fancy","textSize":999}'])('survives a broken record: %s', (stored) => {
    expect(bootAttributes(stored)).toEqual({});
  });
});

describe('stored choices', () => {
  it('take the first language of the device that the app speaks', () => {
    expect(parseSettings(null, ['ro-RO', 'uk-UA', 'de']).locale).toBe('uk');
    expect(parseSettings(null, ['ro']).locale).toBe('de');
    expect(parseSettings('{"locale":"ar"}', ['en']).locale).toBe('ar');
  });

  it('fall back to the default one by one where a value is unknown', () => {
    const read = parseSettings('{"mode":"fancy","theme":"dark","textSize":"150"}', ['de']);
    expect(read).toMatchObject({ mode: 'normal', theme: 'dark', textSize: 100 });
  });

  it.each(['null', '[]', '"x"', '{broken'])('survive a broken record: %s', (stored) => {
    expect(parseSettings(stored, ['fr']).locale).toBe('fr');
  });
});
