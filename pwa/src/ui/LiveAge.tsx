import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { serverNow } from '../core/api/clock';
import { formatAge, formatDateTime } from '../core/i18n';

const TICK_MS = 10_000;
const now = signal(serverNow());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const tick = (): void => {
  if (document.visibilityState === 'visible') now.value = serverNow();
};

/** One timer for all ages on the screen; rests when no age is shown and while the app is hidden. */
function watchClock(): () => void {
  if (watchers++ === 0) {
    now.value = serverNow();
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
  }
  return () => {
    if (--watchers > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}

/** "vor 40 Sekunden", counting on. `at` is an ISO time or milliseconds, by the server's clock. */
export function LiveAge({ at }: { at: string | number }) {
  useEffect(watchClock, []);
  const then = new Date(at);
  // a value newer than the last tick is new now, not in the future
  const current = new Date(Math.max(now.value, then.getTime()));
  return <time dateTime={then.toISOString()} title={formatDateTime(then)}>{formatAge(then, current)}</time>;
}
