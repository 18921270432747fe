import { expect, test } from 'vitest';
import type { DeskPlace } from '../../../core/api/types';
import { changesOf, mistakesOf, toDraft } from './fields';

const PLACE = {
  name: 'Hallenbad', category: 'pool', street: 'Am Wall 1', zip: null, lat: 51.3, lon: 6.5, hoursText: null, description: null,
  note: null, web: null, accessibleToilet: false,
} as unknown as DeskPlace;

test('only what somebody changed is sent', () => {
  expect(changesOf(PLACE, toDraft(PLACE))).toEqual({});
  expect(changesOf(PLACE, { ...toDraft(PLACE), hoursText: ' täglich ', street: '' })).toEqual({ hoursText: 'täglich', street: null });
});

test('a number may be written with a comma', () => {
  expect(changesOf(PLACE, { ...toDraft(PLACE), lat: '51,33' })).toEqual({ lat: 51.33 });
});

test('a place needs a name and a position', () => {
  expect(Object.keys(mistakesOf({ ...toDraft(PLACE), name: ' ', lon: 'hier', zip: '478' }))).toEqual(['name', 'zip', 'lon']);
  expect(mistakesOf(toDraft(PLACE))).toEqual({});
});
