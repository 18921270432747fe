import { describe, expect, it } from 'vitest';
import { signInHref, wayBack } from './sign-in';

const queryOf = (href: string): URLSearchParams => new URL(href, 'https://app.example').searchParams;

describe('the way back from signing in', () => {
  it.each(['/desk/sensoren', '/konto/einladung', '/desk/orte?q=a&sort=-name'])('leads to where the person was: %s', (to) => {
    expect(wayBack(queryOf(signInHref(to)))).toBe(to);
  });

  it.each(['', '//evil.example', '/\\evil.example', 'https://evil.example'])('never leads out of the app: %s', (to) => {
    expect(wayBack(queryOf(signInHref(to)))).toBe('/konto');
  });
});
