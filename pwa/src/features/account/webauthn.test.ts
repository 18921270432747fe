import { expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from './webauthn';

test('bytes survive the way to the server and back, without signs that addresses do not like', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const text = toBase64Url(bytes.buffer);
  expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
  expect([...fromBase64Url(text)]).toEqual([...bytes]);
});
