import { describe, expect, it } from 'vitest';
import type { ContentPage, PageAnswer } from '../../core/api/types';
import { inLanguage, isNumber, mailDraft, withQuestion } from './translated';

const section = (id: string, title: string): ContentPage['sections'][number] => ({ id, title, blocks: [] });
const GERMAN = {
  id: 'umzug', title: 'Umzug', best: 'fee', passage: section('fee', 'Kosten'), steps: section('steps', 'So geht es'), documents: section('documents', 'Das brauchen Sie'),
  language: 'de', source: 'BMG', checkedOn: '2026-11-25', rephrased: [],
} as unknown as PageAnswer;
const ARABIC = {
  title: 'الانتقال', summary: 'ملخص', locale: 'ar', language: 'ar', terms: [], notices: [], available: ['de', 'ar'], related: [],
  sections: [section('fee', 'التكلفة'), section('steps', 'الخطوات')],
} as unknown as ContentPage;

describe('an answer in another language', () => {
  it('shows the same sections in the words of that language and keeps its source', () => {
    const shown = inLanguage(GERMAN, ARABIC);
    expect([shown.title, shown.passage?.title, shown.steps?.title, shown.documents]).toEqual(['الانتقال', 'التكلفة', 'الخطوات', null]);
    expect([shown.source, shown.checkedOn, shown.isFallback, shown.rephrased]).toEqual(['BMG', '2026-11-25', false, null]);
  });

  it('never shows the steps twice', () => {
    expect(inLanguage({ ...GERMAN, best: 'steps' }, ARABIC).passage).toBeNull();
  });

  it('says so when the page only exists in German', () => {
    expect(inLanguage(GERMAN, { ...ARABIC, language: 'de' }).isFallback).toBe(true);
  });
});

describe('reaching people', () => {
  it.each([['112', true], ['0800 111 0 111', true], ['haeusliche-gewalt', false]])('%s is a number: %s', (contact, expected) => {
    expect(isNumber(contact)).toBe(expected);
  });

  it('puts the question into the gap of the message', () => {
    expect(withQuestion('Guten Tag,\n\nes geht um:\n\n\n\nGrüße', 'Perso $& weg')).toBe('Guten Tag,\n\nes geht um:\n\nPerso $& weg\n\nGrüße');
  });

  it('writes a mail draft as RFC 6068 wants it', () => {
    expect(mailDraft('stadt@example.org', 'Frage & Bitte', 'Eins\nZwei')).toBe('mailto:stadt@example.org?subject=Frage%20%26%20Bitte&body=Eins%0D%0AZwei');
  });
});
