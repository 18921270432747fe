import { expect, test } from 'vitest';
import type { Vital } from '../../../core/api/types';
import { health, troubles } from './health';

const vital = (key: string, state: Vital['state'], kind: Vital['kind'] = 'live'): Vital => ({ key, label: key, state, kind, seenAt: null, detail: null });

test('an old data set calls nobody; a late feed, a broken part and a data set that cannot be read do', () => {
  health.value = {
    checkedAt: '2026-11-25T09:00:00Z',
    vitals: [vital('places', 'late', 'dataset'), vital('feed', 'late'), vital('lost', 'failing', 'dataset'), vital('off', 'off'), vital('fine', 'ok')],
  };
  expect(troubles.value?.map(({ key }) => key)).toEqual(['lost', 'feed']);
});
