/** The way to signing in and back: both ends in one place, so that nobody is left at the account's screen. */

const BACK = 'zurueck';

/** The screen to sign in at, for somebody who goes on at `to` afterwards. */
export const signInHref = (to: string): string => `/konto?${BACK}=${encodeURIComponent(to)}`;

/** Where to go after signing in: a screen of this app, whatever the address says. */
export const wayBack = (query: URLSearchParams): string => {
  const wanted = query.get(BACK) ?? '';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/konto';
};
