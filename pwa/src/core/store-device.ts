/** Small things people choose, kept on their device and nowhere else. */

import { type Signal, effect, signal } from '@preact/signals';

const PREFIX = 'device:';

/** A signal that survives a reload. `read` checks what was stored and repairs what no longer fits. */
export function deviceSignal<T>(name: string, read: (stored: unknown) => T): Signal<T> {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    stored = null; // storage off or unreadable: start from the default
  }
  const value = signal(read(stored));
  let isFirst = true;
  effect(() => {
    const json = JSON.stringify(value.value);
    if (isFirst) {
      isFirst = false;
      return;
    }
    try {
      localStorage.setItem(PREFIX + name, json);
    } catch {
      // kept in memory for this visit
    }
  });
  return value;
}

/** Remove everything `deviceSignal` ever stored. */
export function forgetDevice(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // nothing was stored
  }
}
