/** The words of an index and how a question is read, as backend/assistant/ranking/lexicon.py does it. Pure. */

import { compoundSplitter } from './compounds';
import type { PhoneIndex } from './phone-index';
import { distance, letterGroups, rawWords } from './words';

const MAX_CHARACTERS = 1_000;
const MAX_WORDS = 40;
const REPAIRED_WEIGHT = 0.7;
const SHORTEST_REPAIRED = 5;
const TWO_MISTAKES_FROM = 10;
const SHORTEST_STEM = 3;
const PARTICLES = new Set(['ab', 'an', 'auf', 'aus', 'bei', 'ein', 'mit', 'nach', 'um', 'vor', 'weg', 'zu', 'zurück']);
const DOTS: Record<string, string> = { ä: 'a', ö: 'o', ü: 'u' };

export interface Question {
  /** Stems of the index with their weight. */
  terms: Map<string, number>;
  /** Letter groups of the index with how often they occur. */
  grams: Map<string, number>;
  /** Words that are not stop words, and those of them that the index knows. */
  content: number;
  known: number;
}

const withoutDots = (word: string): string => word.replace(/[äöü]/g, (letter) => DOTS[letter]!);

/**
 * Stems of words that no page has. A stemmer for eight languages would be the biggest part of the app; the endings that
 * the server cut from the words of the pages do as well: the longest stem that leaves one of them.
 */
function stemmer(index: PhoneIndex): (word: string) => string {
  const given = new Map(index.words.map((word, number) => [word, index.stems[number]!]));
  const fold = index.language === 'de' ? withoutDots : (word: string) => word;
  const stems = new Set(index.stems);
  const endings = new Set(['']);
  for (const [word, stem] of given) if (fold(word).startsWith(stem)) endings.add(fold(word).slice(stem.length));
  return (word) => {
    const known = given.get(word);
    if (known !== undefined) return known;
    const folded = fold(word);
    for (let length = folded.length; length >= SHORTEST_STEM; length--) {
      if (stems.has(folded.slice(0, length)) && endings.has(folded.slice(length))) return folded.slice(0, length);
    }
    return folded;
  };
}

export class Lexicon {
  readonly stemsOf: readonly string[][];
  readonly gramsOf: readonly string[][];
  private readonly stop: ReadonlySet<string>;
  private readonly stem: (word: string) => string;
  private readonly parts: (word: string) => string[];
  private readonly frequencies: ReadonlyMap<string, number>;
  private readonly stems: ReadonlySet<string>;
  private readonly grams: ReadonlySet<string>;

  /** `frequencies` counts for each word of the index the pages that have it. */
  constructor(private readonly index: PhoneIndex, frequencies: readonly number[]) {
    this.stop = new Set(index.stop);
    this.stem = stemmer(index);
    this.frequencies = new Map(index.words.map((word, number) => [word, frequencies[number]!]));
    this.parts = index.language === 'de' ? compoundSplitter(this.frequencies, index.parts) : () => [];
    this.stemsOf = index.words.map((word) => this.stemsOfWord(word));
    this.gramsOf = index.words.map(letterGroups);
    this.stems = new Set(this.stemsOf.flat());
    this.grams = new Set(this.gramsOf.flat());
  }

  read(text: string): Question {
    const asked = text.slice(0, MAX_CHARACTERS);
    const words = [...new Set(rawWords(asked, this.index.language).filter((word) => !this.stop.has(word)))].slice(0, MAX_WORDS);
    const question: Question = { terms: new Map(), grams: new Map(), content: words.length, known: 0 };
    for (const word of words) question.known += this.readWord(word, question) ? 1 : 0;
    if (this.index.language === 'de') for (const stem of this.rejoined(asked)) question.terms.set(stem, 1);
    return question;
  }

  private readWord(word: string, { terms, grams }: Question): boolean {
    let found = this.known(this.stemsOfWord(word));
    let weight = 1;
    const meant = found.length ? null : this.repair(word);
    if (meant !== null) [found, weight] = [this.known(this.stemsOfWord(meant)), REPAIRED_WEIGHT];
    for (const stem of found) terms.set(stem, Math.max(weight, terms.get(stem) ?? 0));
    for (const gram of letterGroups(word)) if (this.grams.has(gram)) grams.set(gram, (grams.get(gram) ?? 0) + 1);
    return found.length > 0;
  }

  private stemsOfWord(word: string): string[] {
    return [...new Set([word, ...this.parts(word)].map((part) => this.stem(part)))];
  }

  private known(stems: readonly string[]): string[] {
    return stems.filter((stem) => this.stems.has(stem));
  }

  /** The word of the pages that was probably meant; of equally near ones the commoner. */
  private repair(word: string): string | null {
    if (word.length < SHORTEST_REPAIRED || /\p{N}/u.test(word)) return null;
    const most = word.length < TWO_MISTAKES_FROM ? 1 : 2;
    let best: [number, number, string] | null = null;
    for (const [near, count] of this.frequencies) {
      if (near.length < SHORTEST_REPAIRED - 1 || (near[0] !== word[0] && near[0] !== word[1])) continue;
      const away = distance(word, near, most);
      if (away > most) continue;
      const isBetter = best === null || away < best[0] || (away === best[0] && (count > best[1] || (count === best[1] && near < best[2])));
      if (isBetter) best = [away, count, near];
    }
    return best?.[2] ?? null;
  }

  /** Verbs that German takes apart: "melde ... an" is found by "anmelden". */
  private rejoined(text: string): string[] {
    return text.split(/[.,;:?!\n]+/).flatMap((clause) => {
      const words = rawWords(clause, 'de');
      const last = words.at(-1) ?? '';
      if (words.length < 2 || !PARTICLES.has(last)) return [];
      return this.known(words.slice(0, -1).filter((word) => !this.stop.has(word)).map((word) => this.stem(`${last}${word}`)));
    });
  }
}
