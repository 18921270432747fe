/** The way to signing in and back again: `?zurueck=` names the screen that the person came from. */
const NAME = 'zurueck';
const ACCOUNT = '/konto';
const ANYWHERE = 'https://app.invalid';

/** `wanted` when it is a screen of this app, else null: whoever writes the link must not choose where people end up. */
export function localPath(wanted: string | null): string | null {
  if (!wanted?.startsWith('/')) return null;
  let url: URL;
  try {
    url = new URL(wanted, ANYWHERE); // reads it as the browser will: tabs, backslashes and dots included
  } catch {
    return null;
  }
  const isHere = url.origin === ANYWHERE && !/^\/[/\\]/.test(url.pathname) && !url.pathname.startsWith('/api/');
  return isHere ? url.pathname + url.search + url.hash : null;
}

/** Where to go once signed in. */
export const wayBack = (query: URLSearchParams): string => localPath(query.get(NAME)) ?? ACCOUNT;

/**
 * A screen of signing in that leads back to `to` in the end; the account itself needs no mention. Where `to` is already
 * such a screen, its own way back counts: the old screen may be tapped twice while the next one loads.
 */
export function signInPath(to: string, screen = ACCOUNT): string {
  const { pathname, searchParams } = new URL(to, ANYWHERE);
  const back = pathname === ACCOUNT ? wayBack(searchParams) : to;
  return back === ACCOUNT ? screen : `${screen}?${NAME}=${encodeURIComponent(back)}`;
}
