/**
 * History API router: where we are, how to go elsewhere, which route that is.
 *
 * Plain links do the work: a click on any same-origin `<a href>` is taken over here, so links stay links (open in a
 * new tab, long press, no JavaScript in the component). Scroll positions are kept per history entry.
 */
import { signal } from '@preact/signals';

export { type PageProps, type Route, findRoute, matchPath } from './route-match';

export interface Place {
  path: string;
  query: URLSearchParams;
  /** Grows with every visit; tells "same address again" from "nothing happened". */
  visit: number;
  /** True when the person came here by a link inside the app: then "back" may use the browser's history. */
  inApp: boolean;
  /** Where to scroll after drawing; undefined means the top. */
  scrollTo: number | undefined;
}

interface EntryState {
  inApp?: boolean;
  scrollY?: number;
}

const entryState = (): EntryState => (history.state as EntryState | null) ?? {};

const here = (visit: number): Place => ({
  path: decodeURI(window.location.pathname).replace(/(.)\/$/, '$1'),
  query: new URLSearchParams(window.location.search),
  visit,
  inApp: entryState().inApp ?? false,
  scrollTo: entryState().scrollY,
});

export const place = signal<Place>(here(0));

/** The present address as a link, with its query. */
export function presentAddress(): string {
  const { path, query } = place.value;
  return query.size > 0 ? `${path}?${query}` : path;
}

const rememberScroll = (): void => history.replaceState({ ...entryState(), scrollY: window.scrollY }, '');

/** Go to an address of the app. `replace` keeps the back button from returning here (filters, searches). */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(entryState(), '', to);
  } else {
    rememberScroll();
    history.pushState({ inApp: true } satisfies EntryState, '', to);
  }
  place.value = here(place.value.visit + 1);
}

/** Write filters into the address without drawing a new page or moving focus. */
export function replaceQuery(query: URLSearchParams): void {
  const text = query.toString();
  history.replaceState(entryState(), '', window.location.pathname + (text ? `?${text}` : ''));
}

/** Back in history when we came from inside the app, else to the parent screen. */
export function goBack(parent: string): void {
  if (place.value.inApp) history.back();
  else navigate(parent, { replace: true });
}

function ownLink(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  // composedPath also sees links inside shadow roots and the svg icon that was really hit
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  if (!link?.href || link.target || link.hasAttribute('download')) return null;
  const url = new URL(link.href);
  const samePage = url.hash && url.pathname === window.location.pathname;
  return url.origin === window.location.origin && !url.pathname.startsWith('/api/') && !samePage ? link : null;
}

/** Starts listening for clicks and for the back button; call once. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  document.addEventListener('click', (event) => {
    const link = ownLink(event);
    if (!link) return;
    event.preventDefault();
    const url = new URL(link.href);
    navigate(url.pathname + url.search + url.hash);
  });
  window.addEventListener('popstate', () => {
    place.value = here(place.value.visit + 1);
  });
  // The browser's own back button leaves without asking: remember the position whenever scrolling ends.
  let timer = 0;
  window.addEventListener(
    'scroll',
    () => {
      clearTimeout(timer);
      timer = window.setTimeout(rememberScroll, 150);
    },
    { passive: true },
  );
}
