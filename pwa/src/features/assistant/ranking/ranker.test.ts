import { describe, expect, test } from 'vitest';
import type { PhoneIndex } from './phone-index';
import { Ranker } from './ranker';

/** Written by tests/assistant/test_phone_ranking.py: the index of a language, and what the server answers. */
const file = import.meta.env.VITE_SERVER_ANSWERS as string | undefined;

interface Side {
  index: PhoneIndex;
  answers: { question: string; first: string | null; zone: string }[];
}

const LEAST = 0.95;

const sides = file ? ((await import(/* @vite-ignore */ file)) as { default: Record<string, Side> }).default : {};

describe.skipIf(!file)('the phone ranks as the server does', () => {
  test.each(Object.entries(sides))('%s', (_, { index, answers }) => {
    const ranker = new Ranker(index);
    const found = answers.map(({ question }) => ranker.search(question));
    const share = (isSame: (at: number) => boolean): number => answers.filter((_, at) => isSame(at)).length / answers.length;
    expect(share((at) => (found[at]!.pages[0] ?? null) === answers[at]!.first)).toBeGreaterThanOrEqual(LEAST);
    expect(share((at) => found[at]!.zone === answers[at]!.zone)).toBeGreaterThanOrEqual(LEAST);
  });
});
