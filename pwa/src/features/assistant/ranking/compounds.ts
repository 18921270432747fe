/** German compounds taken apart, as backend/assistant/ranking/compounds.py does it. Pure. */

const LINKS = ['', 's', 'n', 'en', 'es', 'er', 'e', 'ens'] as const;
const SHORTEST_PART = 4;
const SHORTEST_WORD = 8;
const SHORTEST_HEAD_ALONE = 5;
const DEEPEST = 3;
const LETTERS = /^\p{L}+$/u;

/** A splitter over words with the number of pages they occur in, and parts that office words end in. */
export function compoundSplitter(frequencies: ReadonlyMap<string, number>, ownParts: readonly string[]): (word: string) => string[] {
  const known = new Map([...frequencies].filter(([word]) => word.length >= SHORTEST_PART && LETTERS.test(word)));
  for (const part of ownParts) if (!known.has(part)) known.set(part, 1);

  const modifier = (text: string): string | null => {
    let best: string | null = null;
    for (const link of LINKS) {
      if (!text.endsWith(link)) continue;
      const bare = text.slice(0, text.length - link.length);
      for (const candidate of [bare, `${bare}e`]) {
        const count = known.get(candidate) ?? 0;
        if (count && (best === null || count > known.get(best)!)) best = candidate;
      }
    }
    return best;
  };
  const bestPair = (word: string): [string, string] | null => {
    let best: [string, string] | null = null;
    let bestScore = 0;
    for (let cut = 3; cut < word.length - 2; cut++) {
      const weight = known.get(word.slice(cut)) ?? 0;
      const front = weight ? modifier(word.slice(0, cut)) : null;
      if (front === null) continue;
      const score = weight * known.get(front)!;
      if (score > bestScore) [best, bestScore] = [[front, word.slice(cut)], score];
    }
    return best;
  };
  const knownHead = (word: string): string | null => {
    for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_HEAD_ALONE; cut++) if (known.has(word.slice(cut))) return word.slice(cut);
    return null;
  };
  const split = (word: string, depth: number): string[] => {
    if (depth === 0 || word.length < SHORTEST_WORD || !LETTERS.test(word)) return [];
    const best = bestPair(word);
    if (best) return best.flatMap((part) => [part, ...split(part, depth - 1)]);
    const head = knownHead(word);
    return head === null ? [] : [head, ...split(head, depth - 1)];
  };
  return (word) => [...new Set(split(word, DEEPEST))];
}
