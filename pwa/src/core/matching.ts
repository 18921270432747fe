/**
 * Search that forgives typos, on the device: few slips of the finger, or many letter triples in common, with a head
 * start for words that begin as typed. The server searches better; this one also works without network.
 */

export interface Searchable { id: string; text: string }

/** Below this the two only share a few letters by chance. */
const THRESHOLD = 0.5;

const folded = new Map<string, string[]>();

/** Words of a text, folded once: the list is searched anew with every letter typed. */
function wordsOf(text: string): string[] {
  const known = folded.get(text) ?? fold(text).split(' ');
  folded.set(text, known);
  return known;
}

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

/** Share of letter triples both have (Dice): good where parts of a long word fit. */
function sharedTriples(a: string, b: string): number {
  const left = trigrams(a);
  const right = trigrams(b);
  const shared = [...left].filter((gram) => right.has(gram)).length;
  return (2 * shared) / (left.size + right.size);
}

/** Slips of the finger between two words: a letter too many, missing, wrong, or two swapped. */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (isSame ? 0 : 1), isSwapped ? before[j - 2]! + 1 : Infinity);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}

function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  // Words of very different length are no typo of each other: spare the work, this runs for each letter typed.
  const fewSlips = Math.abs(a.length - b.length) > longest / 2 ? 0 : 1 - slips(a, b) / longest;
  return Math.max(fewSlips, sharedTriples(a, b));
}

function wordScore(query: string, word: string): number {
  if (word === query) return 1;
  if (word.startsWith(query)) return 0.95;
  if (query.length >= 3 && word.includes(query)) return 0.8; // German compounds: "halle" in "sporthalle"
  return query.length < 3 ? 0 : similarity(query, word);
}

/** 0 no match, 1 every word as typed. Each word of the query has to be found. */
export function matchScore(query: string, text: string): number {
  const words = wordsOf(text);
  const scores = fold(query).split(' ').filter(Boolean).map((part) => Math.max(...words.map((word) => wordScore(part, word))));
  if (scores.length === 0 || Math.min(...scores) < THRESHOLD) return 0;
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Matches, best first; of equal ones the shorter, which says less besides. */
export function search<T extends Searchable>(items: readonly T[], query: string): T[] {
  return items
    .map((item) => ({ item, score: matchScore(query, item.text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.item.text.length - b.item.text.length)
    .map(({ item }) => item);
}
