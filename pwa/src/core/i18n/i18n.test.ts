import { afterEach, describe, expect, it } from 'vitest';
import { formatAge, formatDistance, formatDuration, formatLength, formatNumber, formatWeekday, hourInCity } from './format';
import { langOf, nt, t, tc, useCatalogue } from './messages';

afterEach(() => useCatalogue('de', {}));

describe('texts', () => {
  it('are German without a catalogue', () => {
    expect(t('Hallo {name}', { name: 'Ada' })).toBe('Hallo Ada');
    expect(nt('{n} Platz', '{n} Plätze', 1)).toBe('1 Platz');
    expect(nt('{n} Platz', '{n} Plätze', 0)).toBe('0 Plätze');
  });

  it('use the plural form that the language asks for', () => {
    const forms = { zero: 'لا', one: 'واحد', two: 'اثنان', few: '{n} قليل', many: '{n} كثير', other: '{n} آخر' };
    useCatalogue('ar', { '{n} Platz\0{n} Plätze': forms });
    expect([0, 1, 2, 3, 11, 100].map((n) => nt('{n} Platz', '{n} Plätze', n))).toEqual([
      'لا', 'واحد', 'اثنان', '3 قليل', '11 كثير', '100 آخر',
    ]);
  });

  it('tell two meanings of a word apart', () => {
    useCatalogue('en', { Parken: 'Parking', 'verb\u0004Parken': 'Park' });
    expect([t('Parken'), tc('verb', 'Parken')]).toEqual(['Parking', 'Park']);
  });

  it('fall back to German and say so', () => {
    useCatalogue('uk', { Karte: 'Карта' });
    expect([t('Karte'), langOf('Karte')]).toEqual(['Карта', undefined]);
    expect([t('Neu'), langOf('Neu')]).toEqual(['Neu', 'de']);
    expect(nt('{n} Platz', '{n} Plätze', 2)).toBe('2 Plätze');
  });

  it('leave a placeholder for an element alone', () => {
    expect(t('Frei bei {street}')).toBe('Frei bei {street}');
  });
});

describe('numbers', () => {
  it.each([
    [4, '10 m'],
    [183, '180 m'],
    [994, '990 m'],
    [999, '1 km'],
    [1234, '1,2 km'],
    [12_400, '12 km'],
  ])('%d metres are %s', (metres, text) => {
    expect(formatDistance(metres)).toBe(text);
  });

  it.each([
    [5, '5 Min.'],
    [150, '2 Std. 30 Min.'],
    [1500, '1 Tg. 1 Std.'],
    [0, '0 Min.'],
  ])('%d minutes are %s', (minutes, text) => {
    expect(formatDuration(minutes)).toBe(text);
  });

  it.each([
    [125, '2 Stunden 5 Minuten'],
    [61, '1 Stunde 1 Minute'],
    [2940, '2 Tage 1 Stunde'],
    [0, '0 Minuten'],
  ])('%d minutes are %s in Einfache Sprache, also after German', (minutes, text) => {
    formatDuration(minutes);
    useCatalogue('de-simple', {});
    expect(formatDuration(minutes)).toBe(text);
  });

  it('have their units in full in Einfache Sprache', () => {
    useCatalogue('de-simple', {});
    expect([formatDistance(183), formatDistance(1234), formatLength(350)]).toEqual(['180 Meter', '1,2 Kilometer', '3,5 Meter']);
  });

  it('have their units in full in Arabic, where hours would be one letter', () => {
    useCatalogue('ar', {});
    expect([formatDuration(660), formatDuration(60)]).toEqual(['11 ساعة', 'ساعة']);
  });

  it('stay Latin digits in Arabic', () => {
    useCatalogue('ar', {});
    expect(formatNumber(1234)).toMatch(/^1.234$/);
  });
});

describe('times', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

  it.each([
    [-30, 'gerade eben'],
    [2, 'gerade eben'],
    [40, 'vor 40 Sekunden'],
    [119, 'vor 1 Minute'],
    [7200, 'vor 2 Stunden'],
    [86_400, 'vor 1 Tag'],
  ])('%d seconds ago is "%s"', (seconds, text) => {
    expect(formatAge(before(seconds), now)).toBe(text);
  });

  it('count Monday as 0 and use the city\'s clock', () => {
    expect(formatWeekday(0)).toBe('Montag');
    expect(hourInCity(now)).toBe(13);
  });
});
