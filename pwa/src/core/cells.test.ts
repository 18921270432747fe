import { expect, test } from 'vitest';
import { cellOf } from './cells';

// the same examples as tests/core/test_cells.py
test.each([
  [57.64911, 10.40744, 'u4pruy'],
  [-25.382708, -49.265506, '6gkzwg'],
  [90, 180, 'zzzzzz'],
])('a position gets the geohash that others compute: %d, %d', (lat, lon, cell) => {
  expect(cellOf({ lat, lon })).toBe(cell);
});
