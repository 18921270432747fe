import { expect, test } from 'vitest';
import { localPath, signInPath, wayBack } from './way-back';

test.each(['/desk', '/desk/sensoren?q=a%20b', '/konto/einladung', '/meine-daten#of-account'])('%s is a screen to come back to', (path) => {
  expect(localPath(path)).toBe(path);
});

test.each([
  null, '', 'desk', 'https://evil.example/', '//evil.example/', '/\\evil.example/', '/\t/evil.example/', '/..//evil.example/',
  'javascript:alert(1)', '/api/v1/me/data/download', '/x/../api/v1/me',
])('%j is none', (path) => {
  expect(localPath(path)).toBeNull();
});

test('the way back survives from screen to screen, and the account is where everybody else ends up', () => {
  const address = new URL(signInPath('/desk/orte?q=ä&sort=name', '/konto/neu'), 'https://app.invalid');
  expect(address.pathname).toBe('/konto/neu');
  expect(wayBack(address.searchParams)).toBe('/desk/orte?q=%C3%A4&sort=name');
  expect(signInPath('/konto', '/konto/neu')).toBe('/konto/neu');
  expect(signInPath(signInPath('/desk'))).toBe('/konto?zurueck=%2Fdesk');
  expect(wayBack(new URLSearchParams('zurueck=//evil.example'))).toBe('/konto');
});
