/**
 * Town-hall pages on the device. The list is one snapshot for each language; all texts of a language are another, fetched
 * once in the background, so that every page opens without network.
 */

import type { Signal } from '@preact/signals';
import { ApiProblem, get, peek } from '../../core/api';
import type { ContentIndex, ContentLibrary, ContentPage } from '../../core/api/types';
import type { LocaleId } from '../../core/i18n';
import { type Resource, resource } from '../../core/store';

const ROOT = '/api/v1/content';
const indexes = new Map<LocaleId, Resource<ContentIndex>>();

export function contentIndex(locale: LocaleId): Resource<ContentIndex> {
  const known = indexes.get(locale) ?? resource<ContentIndex>(`${ROOT}/${locale}`);
  indexes.set(locale, known);
  return known;
}

/** Resolves when the service worker answers for this page: before that nothing it fetches would be kept. */
async function inCharge(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller === null) {
    await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  }
}

const asked = new Set<LocaleId>();

/** Have the list and all texts of a language on the device, as new as the server's; once a visit, and not when data are dear. */
export async function keepTexts(locale: LocaleId): Promise<void> {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (asked.has(locale) || connection?.saveData || !('serviceWorker' in navigator)) return;
  asked.add(locale);
  await inCharge();
  const wanted = [`${ROOT}/${locale}`, `${ROOT}/${locale}/all`];
  await Promise.all(wanted.map((path) => get(path))).catch(() => asked.delete(locale));
}

async function fromDevice(locale: LocaleId, id: string): Promise<ContentPage | null> {
  const kept = await peek<ContentLibrary>(`${ROOT}/${locale}/all`);
  return kept?.data.pages.find((page) => page.id === id) ?? null;
}

export interface Reading {
  page: ContentPage | null;
  state: 'loading' | 'shown' | 'missing' | 'unreachable';
  offline: boolean;
}

/** The page for a reader: from the device at once, then as the server has it. `isCurrent` ends a reading left behind. */
export async function readPage(locale: LocaleId, id: string, reading: Signal<Reading>, isCurrent: () => boolean): Promise<void> {
  const show = (change: Partial<Reading>): void => {
    if (isCurrent()) reading.value = { ...reading.peek(), ...change };
  };
  const kept = await fromDevice(locale, id).catch(() => null);
  if (kept !== null) show({ page: kept, state: 'shown' });
  try {
    const { data } = await get<ContentPage>(`${ROOT}/${locale}/${id}`);
    show({ page: data, state: 'shown', offline: false });
  } catch (error) {
    if (kept !== null) show({ offline: true });
    else show({ state: error instanceof ApiProblem && error.status === 404 ? 'missing' : 'unreachable', offline: true });
  }
}

export const NOTHING_READ: Reading = { page: null, state: 'loading', offline: false };
