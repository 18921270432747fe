/** Which pages fit what somebody typed. The assistant's engine knows more; this one is at hand without network. */

import type { ContentEntry, ContentIndex } from '../../core/api/types';
import { search } from '../../core/matching';

export interface PageGroup {
  id: string;
  title: string;
  icon: string;
  pages: ContentEntry[];
}

const SHORTEST = 2;

export const isQuery = (query: string): boolean => query.trim().length >= SHORTEST;

/** Pages by title, short answer and the words people really type, best first. */
export function findPages(index: ContentIndex, query: string): ContentEntry[] {
  const listed = new Set(index.groups.map(({ id }) => id));
  const searchable = index.pages
    .filter(({ group }) => listed.has(group))
    .map((page) => ({ ...page, text: [page.title, ...page.keywords].join(' ') }));
  return search(searchable, query);
}

/** The headings that have pages, in the order of the server. */
export function groupPages(index: ContentIndex): PageGroup[] {
  return index.groups
    .map((group) => ({ ...group, pages: index.pages.filter((page) => page.group === group.id) }))
    .filter(({ pages }) => pages.length > 0);
}
