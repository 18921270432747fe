import { describe, expect, it } from 'vitest';
import type { ContentEntry, ContentIndex } from '../../core/api/types';
import { findPages, groupPages, isQuery } from './finding';

const page = (id: string, title: string, group: string, keywords: string[] = []): ContentEntry => ({
  id, title, group, keywords, path: `/rathaus/${id}`, summary: '', kind: 'service', language: 'de', translation: 'source',
  checkedOn: '2026-11-25', validUntil: '2027-11-30',
});

const INDEX: ContentIndex = {
  locale: 'de',
  groups: [{ id: 'papers', title: 'Papiere', icon: 'file-text' }, { id: 'work', title: 'Arbeit', icon: 'store' }],
  pages: [
    page('ausweis-verloren', 'Ausweis oder Pass verloren', 'papers', ['Perso weg', 'geklaut']),
    page('umzug', 'Umzug innerhalb der Stadt', 'papers', ['ummelden', 'neue Adresse']),
    page('impressum', 'Impressum', 'about', ['Anbieter']),
  ],
};

const found = (query: string): string[] => findPages(INDEX, query).map(({ id }) => id);

describe('finding a page', () => {
  it.each([
    ['perso', 'ausweis-verloren'],
    ['Perso weg', 'ausweis-verloren'],
    ['ausweiß', 'ausweis-verloren'],
    ['adrese', 'umzug'],
    ['UMMELDEN', 'umzug'],
  ])('"%s" leads to %s', (query, id) => {
    expect(found(query)[0]).toBe(id);
  });

  it('finds nothing where nothing fits, and no page about the app itself', () => {
    expect(found('Schwimmbad')).toEqual([]);
    expect(found('Impressum')).toEqual([]);
  });

  it('waits for the second letter', () => {
    expect([isQuery(' p '), isQuery('pe')]).toEqual([false, true]);
  });
});

describe('the list', () => {
  it('shows headings that have pages, in their order', () => {
    expect(groupPages(INDEX).map(({ id, pages }) => [id, pages.length])).toEqual([['papers', 2]]);
  });
});
