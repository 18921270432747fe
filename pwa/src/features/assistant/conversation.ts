/**
 * The talk with the assistant. It lives in the memory of this page only: closing the app or one tap ends it, and the
 * server is told no more of it than the next question needs.
 */

import { computed, signal } from '@preact/signals';
import { ApiProblem, change, get } from '../../core/api';
import type { ContentPage, HandOverCard, PageAnswer, QuestionBody, QuestionReply } from '../../core/api/types';
import { currentLocale } from '../../core/i18n';
import { inLanguage } from './translated';

export interface Turn {
  id: number;
  /** What is sent, and what the person sees as said: the words, then what was picked. */
  text: string;
  said: readonly string[];
  facets: Readonly<Record<string, string>>;
  asked: number;
  choice: string | null;
  state: 'waiting' | 'answered' | 'offline' | 'refused';
  reply: QuestionReply | null;
  /** Why the server refused, in the reader's language. */
  problem: string;
}

/** Oldest first. Older ones than these are forgotten: context of the last turns is enough. */
export const turns = signal<readonly Turn[]>([]);
const MOST_TURNS = 6;
let nextId = 1;

/** The turn whose answer is read aloud. */
export const readTurn = signal(0);

export const isWaiting = computed(() => turns.value.at(-1)?.state === 'waiting');

function put(turn: Turn): void {
  const others = turns.value.filter(({ id }) => id !== turn.id);
  turns.value = [...others, turn].sort((a, b) => a.id - b.id).slice(-MOST_TURNS);
}

/** The page of the last answer, for "and what does that cost?". */
function lastPage(before: number): string | undefined {
  const reply = turns.value.filter(({ id }) => id < before).at(-1)?.reply;
  return reply?.kind === 'answer' ? reply.page.id : undefined;
}

async function send(turn: Turn, keep = false): Promise<void> {
  put({ ...turn, state: 'waiting', reply: keep ? turn.reply : null });
  const about = lastPage(turn.id);
  const body: QuestionBody = {
    text: turn.text, locale: currentLocale(), facets: turn.facets, asked: turn.asked, keep,
    ...(turn.choice === null ? {} : { choice: turn.choice }), ...(about === undefined ? {} : { about }),
  };
  const isStillHere = (): boolean => turns.value.some(({ id }) => id === turn.id);
  try {
    const reply = await change<QuestionReply>('POST', '/api/v1/assistant/questions', { body });
    if (isStillHere()) put({ ...turn, state: 'answered', reply });
  } catch (error) {
    const isRefused = error instanceof ApiProblem;
    if (isStillHere()) put({ ...turn, state: isRefused ? 'refused' : 'offline', problem: isRefused ? error.message : '', reply: null });
  }
}

/** A new question in the person's own words; nothing happens without words. */
export function ask(text: string): void {
  const words = text.trim();
  if (words === '') return;
  void send({ id: nextId++, text: words, said: [words], facets: {}, asked: 0, choice: null, state: 'waiting', reply: null, problem: '' });
}

/** A question that another screen brings along; asked once "Fragen" is on the screen, so that its answer gets the focus. */
let brought = '';

export function bring(text: string): void {
  brought = text;
}

export function askBrought(): void {
  const text = brought;
  brought = '';
  ask(text);
}

/** An answer to a question back: a page that was meant, or the value of a facet. It is said in the same turn. */
export function pick(turn: Turn, title: string, picked: { choice: string } | { facet: string; value: string }): void {
  const said = [...turn.said, title];
  if ('choice' in picked) void send({ ...turn, said, choice: picked.choice });
  else void send({ ...turn, said, asked: turn.asked + 1, facets: { ...turn.facets, [picked.facet]: picked.value } });
}

export const again = (turn: Turn): void => void send(turn);

/** The person agrees that the editors see this question, without anything personal. */
export const keepForEditors = (turn: Turn): void => void send(turn, true);

export function forgetTalk(): void {
  turns.value = [];
}

/** Show the answer of a turn in another language. False when its page cannot be had. */
export async function showIn(turn: Turn, page: PageAnswer, locale: string): Promise<boolean> {
  const found = await get<ContentPage>(`/api/v1/content/${locale}/${page.id}`).catch(() => null);
  const present = turns.value.find(({ id }) => id === turn.id);
  if (found === null || present?.reply?.kind !== 'answer') return false;
  put({ ...present, reply: { ...present.reply, page: inLanguage(page, found.data) } });
  return true;
}

/** What the server knows by these words in every language: nobody has to find them. */
const A_PERSON = 'Mit einem Menschen sprechen';

/** Office, phone and a message to begin with; null without network. */
export async function askForPerson(): Promise<HandOverCard | null> {
  const body: QuestionBody = { text: A_PERSON, locale: currentLocale() };
  const reply = await change<QuestionReply>('POST', '/api/v1/assistant/questions', { body }).catch(() => null);
  return reply?.kind === 'person' ? reply.handover : null;
}
