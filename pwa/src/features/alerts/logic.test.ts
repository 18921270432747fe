import { describe, expect, it } from 'vitest';
import type { AlertDetail, AlertList, AlertSummary } from '../../core/api/types';
import { type Words, checkOf, concernsMe, forBanner, headlineFor, isActive, langOfPart, standing, toneOf, wordsFor } from './logic';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const alert = (changes: Partial<AlertSummary> = {}): AlertSummary => ({
  id: 'a', revision: 'r1', state: 'active', status: 'actual', demo: false, severity: 'severe', urgency: 'immediate', certainty: 'likely',
  categories: [], headlines: { de: 'Starkregen' }, sender: 'Leitstelle', source: 'nina', firstSentAt: ago(60), sentAt: ago(60), onset: null,
  expires: ago(-60), endedAt: null, onTop: true, wholeCity: false, districts: ['010'], ...changes,
});

const source = (changes: Partial<AlertList['sources'][number]> = {}): AlertList['sources'][number] => ({
  key: 'nina', name: 'Bund', credit: '', checkedAt: ago(0.2), stale: false, demo: false, ...changes,
});

const list = (...sources: AlertList['sources']): AlertList => ({ generatedAt: ago(0), sources, alerts: [] });

describe('a warning on a phone without network', () => {
  it('ends by its own end, whatever the old list says', () => {
    expect(isActive(alert(), NOW)).toBe(true);
    expect(isActive(alert(), NOW + 61 * 60_000)).toBe(false);
    expect(toneOf(alert(), NOW + 61 * 60_000)).toBe('clear');
    expect(forBanner([alert()], [], NOW + 61 * 60_000)).toEqual([]);
  });

  it('stays where no end was given', () => {
    expect(isActive(alert({ expires: null }), NOW + 24 * 3_600_000)).toBe(true);
  });
});

describe('the banner', () => {
  it('shows what concerns the chosen Stadtteile, the whole city, or is extreme', () => {
    expect(concernsMe(alert(), [])).toBe(true);
    expect(concernsMe(alert(), ['010', '180'])).toBe(true);
    expect(concernsMe(alert(), ['180'])).toBe(false);
    expect(concernsMe(alert({ wholeCity: true }), ['180'])).toBe(true);
    expect(concernsMe(alert({ severity: 'extreme' }), ['180'])).toBe(true);
  });

  it('keeps an all-clear and leaves out what is not for the top', () => {
    expect(forBanner([alert({ state: 'allClear' })], [], NOW)).toHaveLength(1);
    expect(forBanner([alert({ onTop: false })], [], NOW)).toEqual([]);
  });
});

describe('"no warning in force"', () => {
  it('is said only when every source has just answered', () => {
    expect(checkOf(list(source()), NOW)).toEqual({ kind: 'sure', at: ago(0.2) });
    expect(checkOf(list(source(), source({ checkedAt: ago(2) })), NOW)).toEqual({ kind: 'sure', at: ago(2) });
    expect(checkOf(list(source(), source({ stale: true })), NOW).kind).toBe('unsure');
    expect(checkOf(list(source(), source({ checkedAt: null })), NOW)).toEqual({ kind: 'unsure', at: null });
  });

  it('is never said from an old answer, from nobody or from the demo', () => {
    expect(checkOf(list(source({ checkedAt: ago(11) })), NOW).kind).toBe('unsure');
    expect(checkOf(list(), NOW)).toEqual({ kind: 'nobody' });
    expect(checkOf(list(source({ demo: true })), NOW)).toEqual({ kind: 'nobody' });
  });
});

describe('the words', () => {
  const words = (locale: string, untranslated: Words['untranslated'] = []): Words => ({
    locale, headline: locale, description: [], steps: [], untranslated, ours: [],
  });
  const texts = [words('de'), words('en', ['description'])];

  it('are those of the reader, else English, and German for plain German', () => {
    expect(wordsFor(texts, 'en')?.locale).toBe('en');
    expect(wordsFor(texts, 'uk')?.locale).toBe('en');
    expect(wordsFor(texts, 'de-simple')?.locale).toBe('de');
    expect(wordsFor([words('de')], 'uk')?.locale).toBe('de');
    expect(wordsFor([], 'uk')).toBeNull();
  });

  it('say which parts were left in German', () => {
    expect(langOfPart(texts[1]!, 'description')).toBe('de');
    expect(langOfPart(texts[1]!, 'headline')).toBe('en');
    expect(headlineFor(alert({ headlines: { de: 'Regen', en: 'Rain' } }), 'tr')).toEqual({ text: 'Rain', lang: 'en' });
  });
});

describe('where one stands', () => {
  const square = [[[6.5, 51.3], [6.6, 51.3], [6.6, 51.4], [6.5, 51.4], [6.5, 51.3]]];
  const drawn = { ...alert(), geometry: { type: 'MultiPolygon', coordinates: [square] }, window: [6, 51, 7, 52] } as unknown as AlertDetail;

  it('is inside, outside, or unknown where the drawing was cut off', () => {
    expect(standing(drawn, [], 6.55, 51.35)).toBe('inside');
    expect(standing(drawn, [], 6.7, 51.35)).toBe('outside');
    expect(standing(drawn, [], 9.5, 51.3)).toBe('unknown');
  });

  it('is decided by the outline where the whole city is meant', () => {
    const whole = { ...drawn, geometry: null, window: null };
    expect(standing(whole, [square], 6.55, 51.35)).toBe('inside');
    expect(standing(whole, [square], 6.7, 51.35)).toBe('unknown');
  });
});
