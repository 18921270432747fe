/** What can be edited about a place: names, values in words, and what the form makes of them. */
import type { DeskPlace } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { categoryOf } from '../../places/store';

export const FIELDS = ['name', 'category', 'street', 'zip', 'lat', 'lon', 'hoursText', 'description', 'note', 'web', 'accessibleToilet'] as const;
export type PlaceField = (typeof FIELDS)[number];
export type Draft = Record<PlaceField, string>;
export type PlaceValue = string | number | boolean | null;
export type PlaceValues = Partial<Record<PlaceField, PlaceValue>>;

const YES = 'true';

export function fieldText(field: PlaceField): string {
  switch (field) {
    case 'name': return t('Name');
    case 'category': return t('Art des Ortes');
    case 'street': return t('Straße und Hausnummer');
    case 'zip': return t('Postleitzahl');
    /* i18n: geographical latitude */
    case 'lat': return t('Breitengrad');
    /* i18n: geographical longitude */
    case 'lon': return t('Längengrad');
    case 'hoursText': return t('Öffnungszeiten');
    case 'description': return t('Beschreibung');
    case 'note': return t('Hinweis');
    case 'web': return t('Internetadresse');
    case 'accessibleToilet': return t('Barrierefreies WC');
  }
}

/** A stored value for people; unknown has a word, too. */
export function valueText(field: PlaceField, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('keine Angabe');
  if (typeof value === 'boolean') return value ? t('ja') : t('nein');
  const text = String(value);
  const kind = field === 'category' ? categoryOf(text) : null;
  return kind ? t(kind.label) : text;
}

export const toDraft = (place: DeskPlace): Draft =>
  Object.fromEntries(FIELDS.map((field) => [field, String(place[field] ?? '')])) as Draft;

/** What a typed text means to the server; numbers may be written with a comma. */
export function meaning(field: PlaceField, typed: string): PlaceValue {
  const text = typed.trim();
  if (field === 'accessibleToilet') return text === YES;
  if (field === 'lat' || field === 'lon') return Number(text.replace(',', '.'));
  return text === '' && field !== 'name' ? null : text;
}

/** The fields somebody has changed, with their new values. */
export function changesOf(place: DeskPlace, draft: Draft): PlaceValues {
  const before = toDraft(place);
  return Object.fromEntries(FIELDS.filter((field) => draft[field].trim() !== before[field].trim()).map((field) => [field, meaning(field, draft[field])]));
}

/** What has to be mended before it can be sent. */
export function mistakesOf(draft: Draft): Partial<Record<PlaceField, string>> {
  const mistakes: Partial<Record<PlaceField, string>> = {};
  if (draft.name.trim() === '') mistakes.name = t('Bitte schreiben Sie einen Namen.');
  if (draft.zip.trim() !== '' && !/^\d{5}$/.test(draft.zip.trim())) mistakes.zip = t('Eine Postleitzahl hat fünf Ziffern.');
  for (const field of ['lat', 'lon'] as const) {
    if (draft[field].trim() === '' || !Number.isFinite(meaning(field, draft[field]))) mistakes[field] = t('Bitte schreiben Sie eine Zahl.');
  }
  return mistakes;
}
