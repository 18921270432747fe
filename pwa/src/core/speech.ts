/**
 * Reading the screen aloud with the device's own voices. Offered only where a voice for the language exists; many
 * phones have none for Ukrainian, Arabic or Turkish, and a wrong voice is worse than none.
 */
import { computed, effect, signal } from '@preact/signals';
import { settings } from './settings';

const synthesis: SpeechSynthesis | undefined = globalThis.speechSynthesis;
const languages = signal<ReadonlySet<string>>(new Set());

const base = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

function learnVoices(): void {
  languages.value = new Set(synthesis?.getVoices().map((voice) => base(voice.lang)));
}

learnVoices();
synthesis?.addEventListener?.('voiceschanged', learnVoices);

export const canSpeak = computed(() => languages.value.has(base(settings.value.locale)));
/** On until switched off: each new screen is then read, too. */
export const isReadingAloud = signal(false);

const SILENT = 'select, form, [aria-hidden="true"], [hidden], .visually-hidden';
const SENTENCE = 'p, li, h2, h3, a, button, label, legend, dt, dd';

interface Line { block: Element | null; text: string; lang: string }

/** What a person would read below `root`, in order, without form controls and what is hidden. */
function linesOf(root: Element): Line[] {
  const lines: Line[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim();
    if (!text || !parent || parent.closest(SILENT)) continue;
    const block = parent.closest(SENTENCE);
    const last = lines.at(-1);
    if (last && block && last.block === block) last.text += ` ${text}`;
    else lines.push({ block, text, lang: base(parent.closest('[lang]')?.getAttribute('lang') ?? '') });
  }
  return lines;
}

/** Heading and content of the screen. */
const screenText = (): Line[] => [
  { block: null, text: document.querySelector('h1')?.textContent ?? '', lang: base(settings.value.locale) },
  ...linesOf(document.querySelector('main') ?? document.body),
];

/** How often and how long (milliseconds) reading waits for a screen that still loads. */
const PATIENCE = { tries: 8, pause: 400 } as const;
let waiting: ReturnType<typeof setTimeout> | undefined;

function stop(): void {
  clearTimeout(waiting);
  synthesis?.cancel();
  isReadingText.value = false;
}

/** Line by line: long texts are cut off by some phones. */
function speak(lines: readonly Line[], language: string): void {
  for (const [index, { text, lang }] of lines.entries()) {
    const utterance = new SpeechSynthesisUtterance(text);
    // A part in another language gets its own voice where the device has one.
    utterance.lang = languages.value.has(lang) ? lang : base(language);
    utterance.rate = 0.9;
    if (index === lines.length - 1) {
      utterance.onend = () => {
        isReadingText.value = false;
      };
    }
    synthesis?.speak(utterance);
  }
}

/** True while one text is read by its own button, in any mode. */
export const isReadingText = signal(false);
/** Whether the device has a voice for a language. */
export const canSpeakIn = (tag: string): boolean => languages.value.has(base(tag));

/** Read one text in its own language, or end that. */
export function toggleText(root: Element | null, language: string): void {
  const wasReading = isReadingText.value;
  stop();
  if (wasReading || root === null) return;
  isReadingText.value = true;
  speak(linesOf(root), language);
}

/** End the reading of one text. */
export const stopText = (): void => {
  if (isReadingText.peek()) stop();
};

/** Phones let an app speak only after a tap: this silent word in the tap lets an answer be read that comes later. */
export const wakeVoice = (): void => {
  if (!synthesis?.speaking) synthesis?.speak(new SpeechSynthesisUtterance(''));
};

/** Read the screen from the top, once it is all there. */
export function readScreen(): void {
  stop();
  if (!isReadingAloud.value || !canSpeak.value) return;
  const attempt = (left: number): void => {
    const isLoading = document.querySelector('main [aria-busy="true"]') !== null;
    if (isLoading && left > 0) waiting = setTimeout(attempt, PATIENCE.pause, left - 1);
    else speak(screenText(), settings.value.locale);
  };
  attempt(PATIENCE.tries);
}

export function stopReading(): void {
  isReadingAloud.value = false;
  stop();
}

export function toggleReading(): void {
  isReadingAloud.value = !isReadingAloud.value;
  readScreen();
}

// Leaving the Einfach mode ends the reading: the button that would end it is gone with it.
effect(() => {
  if (settings.value.mode !== 'einfach') stopReading();
});
