/** Finds pages on the phone, as backend/assistant/ranking does it on the server; a test holds both against each other. Pure. */

import { Lexicon, type Question } from './lexicon';
import type { PhoneIndex, PhonePage } from './phone-index';

const [TITLE, KEYWORD, SAMPLE_QUESTION, HEADING, BODY] = [3, 3, 2, 2, 1];
const RRF_K = 60;
const PASSAGE_VOTE = 0.5;
const LETTERS_VOTE: Record<string, number> = { en: 0.7, fr: 0.7 };
const [K1, B] = [1.5, 0.75];
const FINE = 16;
const UNIT_WORDS = 480;
const [SMALL, EVERYWHERE] = [200, 0.5];

type Bag = (readonly [readonly number[], number])[];
type Row = Map<string, number>;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const head = (page: PhonePage): Bag => [[page.title, TITLE!], [page.keywords, KEYWORD!], ...page.questions.map((words) => [words, SAMPLE_QUESTION!] as const)];

function pageBag(page: PhonePage): Bag {
  const headings = new Map(page.passages.map(([heading]) => [heading.join(), heading]));
  return [...head(page), ...[...headings.values()].map((words) => [words, HEADING!] as const), ...page.passages.map(([, text]) => [text, BODY!] as const)];
}

/** A page as one unit, or a long one as several, each with the head of the page. */
function units(page: PhonePage): Bag[] {
  if (sum(page.passages.map(([, text]) => text.length)) <= 2 * UNIT_WORDS) return [pageBag(page)];
  const found: Bag[] = [];
  let held: Bag = [];
  let size = 0;
  for (const [heading, text] of page.passages) {
    if (size + text.length > UNIT_WORDS && size) {
      found.push([...head(page), ...held]);
      [held, size] = [[], 0];
    }
    held.push([heading, HEADING!], [text, BODY!]);
    size += text.length;
  }
  return [...found, [...head(page), ...held]];
}

const quotes = ({ title, passages, questions }: PhonePage): Bag[] => [
  ...passages.map(([heading, text]): Bag => [[title, BODY!], [heading, BODY!], [text, BODY!]]),
  ...questions.map((words): Bag => [[title, BODY!], [words, BODY!]]),
];

function count(bag: Bag, expand: readonly (readonly string[])[]): Row {
  const row: Row = new Map();
  for (const [words, weight] of bag) for (const word of words) for (const key of expand[word]!) row.set(key, (row.get(key) ?? 0) + weight);
  return row;
}

function frequenciesOf(rows: readonly Row[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) for (const key of row.keys()) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

/** BM25 of each cell. */
function impacts(rows: readonly Row[], idf: ReadonlyMap<string, number>): Row[] {
  const lengths = rows.map((row) => sum(row.values()));
  const mean = rows.length ? Math.max(sum(lengths) / rows.length, 1) : 1;
  return rows.map((row, number) => {
    const norm = K1! * (1 - B! + (B! * lengths[number]!) / mean);
    return new Map([...row].map(([key, value]) => [key, ((idf.get(key) ?? 0) * value * (K1! + 1)) / (value + norm)]));
  });
}

const scoreOf = (row: Row, terms: ReadonlyMap<string, number>): number => sum([...terms].map(([key, weight]) => weight * (row.get(key) ?? 0)));

const ranked = (scores: readonly number[]): number[] => scores.map((_, page) => page).filter((page) => scores[page]! > 0).sort((one, other) => scores[other]! - scores[one]!);

export type Zone = 'answer' | 'ask_back' | 'hand_over';

export interface Ranking {
  /** Ids of pages, best first. */
  pages: string[];
  /** How sure the first one is, from 0 to 1, and what to do with it. */
  sure: number;
  zone: Zone;
}

export class Ranker {
  private readonly lexicon: Lexicon;
  private readonly idf: ReadonlyMap<string, number>;
  private readonly pageRows: Row[];
  private readonly quoteRows: Row[][];
  private readonly gramIdf: ReadonlyMap<string, number>;
  private readonly unitRows: { row: Row; norm: number }[][];

  constructor(private readonly index: PhoneIndex) {
    const { pages, words } = index;
    const onPages = words.map(() => 0);
    for (const page of pages) for (const word of new Set(pageBag(page).flatMap(([numbers]) => numbers))) onPages[word]! += 1;
    this.lexicon = new Lexicon(index, onPages);
    const rows = pages.map((page) => count(pageBag(page), this.lexicon.stemsOf));
    this.idf = new Map([...frequenciesOf(rows)].map(([key, n]) => [key, Math.log(1 + (pages.length - n + 0.5) / (n + 0.5))]));
    this.pageRows = impacts(rows, this.idf);
    const flat = impacts(pages.flatMap((page) => quotes(page).map((bag) => count(bag, this.lexicon.stemsOf))), this.idf);
    let next = 0;
    this.quoteRows = pages.map((page) => flat.slice(next, (next += quotes(page).length)));
    const unitCounts = pages.map((page) => units(page).map((bag) => count(bag, this.lexicon.gramsOf)));
    const total = unitCounts.flat().length;
    const most = total < SMALL! ? total : Math.floor(EVERYWHERE! * total);
    this.gramIdf = new Map([...frequenciesOf(unitCounts.flat())].map(([key, n]) => [key, n > most ? 0 : 1 + Math.log((1 + total) / (1 + n))]));
    this.unitRows = unitCounts.map((of) => of.map((counts) => this.weighted(counts)));
  }

  search(text: string): Ranking {
    const question = this.lexicon.read(text);
    const terms = this.pageRows.map((row) => scoreOf(row, question.terms));
    const letters = this.letterScores(question);
    const candidates = new Set([...ranked(terms), ...ranked(letters)]);
    const passage = this.quoteRows.map((rows, page) => (candidates.has(page) ? Math.max(0, ...rows.map((row) => scoreOf(row, question.terms))) : 0));
    const votes = [[terms, 1], [letters, LETTERS_VOTE[this.index.language] ?? 1], [passage, PASSAGE_VOTE]] as const;
    const fused = new Map<number, number>();
    for (const [scores, weight] of votes) {
      const best = Math.max(0, ...scores);
      ranked(scores).forEach((page, rank) => fused.set(page, (fused.get(page) ?? 0) + weight * ((RRF_K + 1) / (RRF_K + rank + 1) + scores[page]! / best)));
    }
    const order = [...fused.keys()].sort((one, other) => fused.get(other)! - fused.get(one)! || one - other);
    const sure = order.length ? this.probability(question, order, fused, [terms, letters, passage]) : 0;
    const zone = sure >= this.index.answer_from ? 'answer' : sure >= this.index.ask_from ? 'ask_back' : 'hand_over';
    return { pages: order.slice(0, 10).map((page) => this.index.pages[page]!.id), sure, zone };
  }

  /** 1 + log(count) in steps of 1/16, times what a group says, and the length of the whole. */
  private weighted(counts: Row): { row: Row; norm: number } {
    const row = new Map([...counts].map(([key, n]) => {
      const step = Math.min(Math.round((1 + Math.log(Math.max(n, 1))) * FINE), 255);
      return [key, (step / FINE) * this.gramIdf.get(key)!];
    }));
    return { row, norm: Math.sqrt(Math.max(sum([...row.values()].map((value) => value ** 2)), 1e-9)) };
  }

  private letterScores(question: Question): number[] {
    const asked = new Map([...question.grams].map(([key, n]) => [key, (1 + Math.log(n)) * this.gramIdf.get(key)!]));
    const length = Math.sqrt(sum([...asked.values()].map((value) => value ** 2)));
    if (!length) return this.unitRows.map(() => 0);
    return this.unitRows.map((of) => Math.max(...of.map(({ row, norm }) => scoreOf(row, asked) / (length * norm))));
  }

  private probability(question: Question, order: number[], fused: Map<number, number>, votes: [number[], number[], number[]]): number {
    const [terms, letters, passage] = votes;
    const first = order[0]!;
    const rarest = Math.log(1 + (this.index.pages.length + 0.5) / 0.5);
    const weigh = (keys: [string, number][]): number => sum(keys.map(([key, weight]) => this.idf.get(key)! * weight));
    const asked = [...question.terms];
    const total = weigh(asked) + rarest * (question.content - question.known);
    const there = weigh(asked.filter(([key]) => this.pageRows[first]!.has(key)));
    const possible = total * (K1! + 1);
    const evidence = [
      possible ? terms[first]! / possible : 0,
      total ? there / total : 0,
      letters[first]!,
      possible ? passage[first]! / possible : 0,
      1 - (order.length > 1 ? fused.get(order[1]!)! : 0) / fused.get(first)!,
      letters[first]! - Math.max(0, ...letters.filter((_, page) => page !== first)),
      votes.filter((vote) => vote.indexOf(Math.max(...vote)) === first).length / votes.length,
      question.content ? question.known / question.content : 0,
      1 - 1 / (1 + question.content),
    ];
    if (evidence.slice(0, 3).every((value) => value === 0)) return 0;
    const { means, deviations, weights, bias } = this.index;
    return 1 / (1 + Math.exp(-(bias + sum(evidence.map((value, i) => ((value - means[i]!) / deviations[i]!) * weights[i]!)))));
  }
}
