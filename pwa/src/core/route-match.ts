/** Which screen belongs to an address. */
import type { ComponentType } from 'preact';

export interface PageProps {
  params: Record<string, string>;
  query: URLSearchParams;
}

export interface Route {
  /** `/parken/platz/:id`; a segment with a colon is a parameter. `/desk/*rest` is that address and all below it. */
  path: string;
  /** The screen draws its own frame: no main navigation around it, and it stays while the address changes below it. */
  frame?: 'own';
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

/** Parameters when `path` fits the pattern, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [base, rest] = pattern.split('/*');
  if (rest !== undefined) return `${path}/`.startsWith(`${base}/`) ? { [rest]: path.slice(base!.length + 1) } : null;
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index]!;
    if (part.startsWith(':') && value) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

export function findRoute(routes: readonly Route[], path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params) return { route, params };
  }
  return null;
}
