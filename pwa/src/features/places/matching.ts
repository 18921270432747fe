/**
 * Search that forgives typos, on the device: letter triples shared by the query and a name (Dice coefficient), with a
 * head start for words that begin as typed. The server searches better; this one also works without network.
 */

export interface Searchable { id: string; text: string }

/** Below this the two only share a few letters by chance. */
const THRESHOLD = 0.34;

/** Lower case, umlauts and accents plain, "ß" and "str." spelled out, one blank between words. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss')
    .normalize('NFD').replace(/\p{M}/gu, '')
    .replace(/str\.(?=\s|\d|$)/g, 'strasse')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function trigrams(word: string): Set<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3)));
}

function similarity(a: string, b: string): number {
  const left = trigrams(a);
  const right = trigrams(b);
  const shared = [...left].filter((gram) => right.has(gram)).length;
  return (2 * shared) / (left.size + right.size);
}

function wordScore(query: string, word: string): number {
  if (word === query) return 1;
  if (word.startsWith(query)) return 0.95;
  if (query.length >= 3 && word.includes(query)) return 0.8; // German compounds: "halle" in "sporthalle"
  return query.length < 3 ? 0 : similarity(query, word);
}

/** 0 no match, 1 every word as typed. Each word of the query has to be found. */
export function matchScore(query: string, text: string): number {
  const words = fold(text).split(' ');
  const scores = fold(query).split(' ').filter(Boolean).map((part) => Math.max(...words.map((word) => wordScore(part, word))));
  if (scores.length === 0 || Math.min(...scores) < THRESHOLD) return 0;
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Matches, best first; equal ones stay in their order. */
export function search<T extends Searchable>(items: readonly T[], query: string): T[] {
  return items
    .map((item) => ({ item, score: matchScore(query, item.text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
