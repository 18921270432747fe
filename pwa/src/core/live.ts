/**
 * Server-sent events with resume. `EventSource` reconnects by itself and sends Last-Event-ID; this adds what it lacks:
 * polling where a network lets no stream through, rest while the app is in the background, a fresh snapshot after a gap.
 */

import { type ReadonlySignal, signal } from '@preact/signals';

export type Connection = 'connecting' | 'live' | 'polling' | 'resting';

const POLL_MS = 20_000;
const RETRY_MS = 60_000;
/** In the background a stream costs battery and says nothing to anyone. */
const REST_AFTER_MS = 30_000;

export interface LiveOptions<T> {
  url: string;
  event: string;
  onChange(change: T): void;
  /** Get the whole snapshot: on (re)connection, on `reset`, and as the poll. */
  onReset(): void;
}

export interface Live { readonly connection: ReadonlySignal<Connection>; stop(): void }

/** Follow `url` until `stop()`. */
export function follow<T>(options: LiveOptions<T>): Live {
  const connection = signal<Connection>('connecting');
  let source: EventSource | null = null;
  let poll: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  function pollInstead(): void {
    connection.value = 'polling';
    poll ??= setInterval(options.onReset, POLL_MS);
  }

  function stopPolling(): void {
    clearInterval(poll);
    poll = undefined;
  }

  function close(): void {
    source?.close();
    source = null;
    stopPolling();
    clearTimeout(retry);
  }

  function connect(): void {
    close();
    if (!('EventSource' in globalThis)) {
      pollInstead();
      return;
    }
    const stream = new EventSource(options.url);
    source = stream;
    let wasOpen = false;
    stream.onopen = () => {
      connection.value = 'live';
      stopPolling();
      // A later opening of the same stream resumes by Last-Event-ID; only the first needs the whole picture.
      if (!wasOpen) options.onReset();
      wasOpen = true;
    };
    stream.onerror = () => {
      pollInstead();
      if (stream.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
    };
    stream.addEventListener(options.event, (event) => options.onChange(JSON.parse(event.data as string) as T));
    stream.addEventListener('reset', () => options.onReset());
  }

  function onVisibility(): void {
    clearTimeout(rest);
    if (document.visibilityState === 'hidden') {
      rest = setTimeout(() => {
        close();
        connection.value = 'resting';
      }, REST_AFTER_MS);
    } else if (source === null || source.readyState === EventSource.CLOSED) {
      connect();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('online', connect);
  connect();
  return {
    connection,
    stop(): void {
      document.removeEventListener('visibilitychange', onVisibility);
      removeEventListener('online', connect);
      clearTimeout(rest);
      close();
    },
  };
}
