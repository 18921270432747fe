/** Messages to the city and what it answers. The server is asked only where a person has written or looks for it. */
import { signal } from '@preact/signals';
import { get } from '../../core/api';
import type { MyHandOver, MyHandOvers } from '../../core/api/types';
import { deviceSignal } from '../../core/store-device';

/** True once a message with a wish for an answer has left this device. */
export const hasWritten = deviceSignal('has-written', (stored) => stored === true);

/** Undefined until asked, null when the server cannot be reached. */
export const messages = signal<readonly MyHandOver[] | null | undefined>(undefined);

export async function loadMessages(): Promise<void> {
  messages.value = await get<MyHandOvers>('/api/v1/assistant/handovers').then(({ data }) => data.items, () => null);
}
