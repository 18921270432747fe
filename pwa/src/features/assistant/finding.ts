/** One search: the server's groups, or without network what the device itself finds in what it keeps. */

import { signal } from '@preact/signals';
import { get } from '../../core/api';
import type { SearchResults } from '../../core/api/types';
import { currentLocale, t } from '../../core/i18n';
import { findPages, isQuery } from '../content/finding';
import { contentIndex } from '../content/store';
import { findPlaces } from '../places/finder';
import { places } from '../places/store';

export interface Finding {
  query: string;
  results: SearchResults | null;
  /** From the device's own store, because the server could not be asked. */
  offline: boolean;
}

const NOTHING: Finding = { query: '', results: null, offline: false };
export const finding = signal<Finding>(NOTHING);
const MOST = 8;

type Group = SearchResults['groups'][number];

function group(id: string, title: string, found: Group['hits']): Group[] {
  return found.length === 0 ? [] : [{ group: id, title, hits: found.slice(0, MOST), total: found.length }];
}

async function onDevice(query: string): Promise<SearchResults> {
  const { data, refresh } = contentIndex(currentLocale());
  await Promise.all([data.value ?? refresh(), places.data.value ?? places.refresh()]);
  const pages = data.value === null ? [] : findPages(data.value, query);
  return {
    cards: [],
    groups: [
      ...group('content', t('Rathaus'), pages.map(({ id, title, summary, path, language }) => ({ id, title, text: summary, path, language }))),
      ...group('places', t('Orte'), findPlaces(query).map(({ id, name, street }) => ({ id, title: name, text: street ?? '', path: `/orte/${id}`, language: 'de' }))),
    ],
  };
}

/** Answers that come late, after another letter was typed, are left out. */
export async function find(query: string): Promise<void> {
  if (!isQuery(query)) {
    finding.value = NOTHING;
    return;
  }
  wanted = query;
  const path = `/api/v1/search?q=${encodeURIComponent(query)}&locale=${currentLocale()}`;
  const answer = await get<SearchResults>(path).catch(() => null);
  const results = answer?.data ?? await onDevice(query);
  if (wanted === query) finding.value = { query, results, offline: answer === null };
}

let wanted = '';
