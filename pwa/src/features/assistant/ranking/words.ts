/** From text to words, as backend/assistant/ranking/words.py does it. Pure. */

const MARKS = /\p{M}/gu;
const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ı: 'i', ł: 'l' };
const ARABIC: Record<string, string> = { أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ى: 'ي', ـ: '' };
const CYRILLIC: Record<string, string> = { ё: 'е', ґ: 'г' };
const LONGEST = 60;
const SIZES = [3, 4, 5] as const;

const swap = (text: string, table: Record<string, string>): string => Array.from(text, (letter) => table[letter] ?? letter).join('');

/** The words of a text in lower case, in order. Final sigma aside, lower case and ß → ss is what Python's casefold does. */
export function rawWords(text: string, language: string): string[] {
  let lowered = text.normalize('NFKC').replaceAll('İ', 'i').toLowerCase().replaceAll('ß', 'ss');
  if (language === 'uk' || language === 'ru') {
    lowered = swap(lowered.replace(/(?<=[\p{L}\p{N}_])['’ʼ`](?=[\p{L}\p{N}_])/gu, ''), CYRILLIC);
  } else if (language === 'ar') lowered = swap(lowered.replace(MARKS, ''), ARABIC);
  return (lowered.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LONGEST));
}

/** A word without dots and accents: "Müll" and "Muell" are the same. */
export const letters = (word: string): string => swap(word, UMLAUTS).normalize('NFKD').replace(MARKS, '');

/** All groups of three to five letters of a word with a blank at both ends. */
export function letterGroups(word: string): string[] {
  const padded = ` ${letters(word)} `;
  return SIZES.flatMap((size) => Array.from({ length: Math.max(0, padded.length - size + 1) }, (_, start) => padded.slice(start, start + size)));
}

/** Edit distance with swaps of neighbours, up to `most`; more is `most + 1`. */
export function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return Math.min(last[other.length]!, most + 1);
}
