/** The only place of the page that calls `fetch`: typed answers, problem documents, time limits, honest age. */

import type { ProblemDocument } from './types';
import { learnServerTime } from './clock';
import { type Waiting, writeHeaders } from '../outbox-queue';

/** How long an answer may take before people are told (milliseconds). Reads have a cached copy to fall back to. */
const READ_TIMEOUT_MS = 12_000;
const WRITE_TIMEOUT_MS = 20_000;

/** Set by our service worker on answers from its cache. */
const FROM_CACHE = 'x-from-cache';
export const SNAPSHOT_CACHE = 'snapshots';

/** The server said no. `code` is stable, `message` is translated for people. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { field: string; message: string }[];

  constructor(status: number, body: ProblemDocument) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = body.code ?? 'unknown';
    this.fields = body.errors ?? [];
  }
}

/** No answer: no network, the server is away, or it took too long. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

/** An answer with the moment the server produced it (server clock, ms) and whether it comes from this device. */
export interface Answer<T> {
  data: T;
  servedAt: number | null;
  fromCache: boolean;
  /** Names the version of something editable; goes back with a change (`If-Match`). */
  etag: string | null;
}

const language = (): string => document.documentElement.lang || 'de';

async function send(path: string, init: RequestInit, timeoutMs: number): Promise<Response> {
  const askedAt = Date.now();
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.headers.has(FROM_CACHE)) learnServerTime(response.headers.get('date'), askedAt, Date.now());
    return response;
  } catch (error) {
    throw new Unreachable(error);
  }
}

async function problem(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => ({})) as ProblemDocument;
  return new ApiProblem(response.status, body);
}

async function answer<T>(response: Response): Promise<Answer<T>> {
  const date = response.headers.get('date');
  return {
    data: await response.json() as T,
    servedAt: date === null ? null : Date.parse(date),
    fromCache: response.headers.has(FROM_CACHE),
    etag: response.headers.get('etag'),
  };
}

/** Read. Throws `ApiProblem` or `Unreachable`. */
export async function get<T>(path: string): Promise<Answer<T>> {
  const response = await send(path, { headers: { Accept: 'application/json', 'Accept-Language': language() }, cache: 'no-cache' }, READ_TIMEOUT_MS);
  if (!response.ok) throw await problem(response);
  return answer<T>(response);
}

/** What the device holds of a snapshot, without asking the network; `null` when nothing is kept. */
export async function peek<T>(path: string): Promise<Answer<T> | null> {
  if (!('caches' in globalThis)) return null;
  const kept = await (await caches.open(SNAPSHOT_CACHE)).match(path, { ignoreVary: true });
  return kept === undefined ? null : { ...await answer<T>(kept), fromCache: true };
}

const write = (path: string, body: string, key: string, lang: string): Promise<Response> =>
  send(path, { method: 'POST', headers: writeHeaders(key, lang), body }, WRITE_TIMEOUT_MS);

/** Write once: the same `key` may be sent again after a lost answer, the server does the work one time. */
export async function post<T>(path: string, body: unknown, key: string): Promise<T> {
  const response = await write(path, JSON.stringify(body), key, language());
  if (!response.ok) throw await problem(response);
  return await response.json() as T;
}

/** Change or remove something that only exists online. `etag`: the version that was edited. Throws `ApiProblem` or `Unreachable`. */
export async function change<T>(method: 'PUT' | 'PATCH' | 'POST' | 'DELETE', path: string, options: { body?: unknown; etag?: string | null; key?: string } = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language() };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.etag) headers['If-Match'] = options.etag;
  if (options.key) headers['Idempotency-Key'] = options.key;
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  const response = await send(path, { method, headers, body }, WRITE_TIMEOUT_MS);
  if (!response.ok) throw await problem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Send a message of the outbox again; the caller reads the status. */
export const resend = ({ path, body, key, lang }: Waiting): Promise<Response> => write(path, body, key, lang);
