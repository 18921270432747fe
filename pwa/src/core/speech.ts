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

/** What a person would read: heading and content, in order, without what is hidden. */
function screenText(): string[] {
  const heading = document.querySelector('h1')?.textContent ?? '';
  const content = document.querySelector('main')?.innerText ?? '';
  return [heading, ...content.split('\n')].map((line) => line.trim()).filter(Boolean);
}

function stop(): void {
  synthesis?.cancel();
}

/** Read the screen from the top. Sentence by sentence: long texts are cut off by some phones. */
export function readScreen(): void {
  stop();
  if (!isReadingAloud.value || !canSpeak.value) return;
  for (const line of screenText()) {
    const utterance = new SpeechSynthesisUtterance(line);
    utterance.lang = base(settings.value.locale);
    utterance.rate = 0.9;
    synthesis?.speak(utterance);
  }
}

export function toggleReading(): void {
  isReadingAloud.value = !isReadingAloud.value;
  readScreen();
}

// Leaving the Einfach mode ends the reading: the button that would end it is gone with it.
effect(() => {
  if (settings.value.mode !== 'einfach') {
    isReadingAloud.value = false;
    stop();
  }
});
