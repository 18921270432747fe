/** The index of one language, as backend/assistant/phone_index.py makes it. Numbers are places in `words`. */

export interface PhonePage {
  id: string;
  title: number[];
  keywords: number[];
  questions: number[][];
  /** Heading and text of each passage. */
  passages: [number[], number[]][];
}

export interface PhoneIndex {
  language: string;
  words: string[];
  stems: string[];
  stop: string[];
  parts: string[];
  pages: PhonePage[];
  answer_from: number;
  ask_from: number;
  means: number[];
  deviations: number[];
  weights: number[];
  bias: number;
}
