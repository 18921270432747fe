import { expect, test } from 'vitest';
import { differencesOf } from './difference';

test('only what changed is a line, with its name and its words', () => {
  const lines = differencesOf({ action: 'place.edited', before: { hoursText: null, name: 'Bad' }, after: { hoursText: 'täglich', name: 'Bad' } });
  expect(lines).toEqual([{ key: 'hoursText', label: 'Öffnungszeiten', before: 'keine Angabe', after: 'täglich' }]);
});

test('roles and states are words, not codes', () => {
  expect(differencesOf({ action: 'person.rolesChanged', before: { roles: [] }, after: { roles: ['editor', 'admin'] } })[0]).toMatchObject({ before: 'keine', after: 'Redaktion und Technik' });
  expect(differencesOf({ action: 'organisation.changed', before: { status: 'pending' }, after: { status: 'verified' } })[0]).toMatchObject({ after: 'von der Stadt bestätigt' });
});

test('a merger shows what the entry that stays got', () => {
  const lines = differencesOf({ action: 'place.merged', before: { mergedInto: null, survivor: { note: null } }, after: { mergedInto: 'x', survivor: { note: 'neu' } } });
  expect(lines.map(({ key, after }) => [key, after])).toEqual([['note', 'neu']]);
});

test('forgotten details are no lines', () => {
  expect(differencesOf({ action: 'place.edited', before: null, after: null })).toEqual([]);
});
