/** Who is signed in on this device. Nothing of this is kept offline, and no screen that works without it waits for it. */
import { signal } from '@preact/signals';
import { get } from './api';
import type { Me } from './api/types';

/** Undefined until asked; null when the server cannot be reached. */
export const me = signal<Me | null | undefined>(undefined);

/** Ask the server who we are; for screens that need it. */
export async function refreshMe(): Promise<Me | null> {
  try {
    me.value = (await get<Me>('/api/v1/me')).data;
  } catch {
    me.value = null;
  }
  return me.value;
}
