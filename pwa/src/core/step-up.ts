/**
 * Dangerous actions need a fresh sign-in. Wrap the call: when the server asks for it, a dialog lets the person show once
 * more who they are, and the call is made again. `await freshly(() => change('DELETE', path))`
 */
import { signal } from '@preact/signals';
import { ApiProblem } from './api';

interface Asked {
  resolve: () => void;
  reject: (reason: StepUpCancelled) => void;
}

/** The person closed the dialog; nothing was done, and nothing needs to be said. */
export class StepUpCancelled extends Error {}

/** The action that waits; the dialog shows while there is one. */
export const askedToConfirm = signal<Asked | null>(null);

/** The person has shown who they are: the action goes on. */
export function confirmed(): void {
  askedToConfirm.value?.resolve();
  askedToConfirm.value = null;
}

/** The person does not want to, or the dialog cannot be shown. */
export function refuseConfirming(): void {
  askedToConfirm.value?.reject(new StepUpCancelled());
  askedToConfirm.value = null;
}

/** The result of `action`; done again after confirming when the server asks for it. Throws `StepUpCancelled`. */
export async function freshly<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'fresh-sign-in-required') throw error;
  }
  await new Promise<void>((resolve, reject) => {
    refuseConfirming();
    askedToConfirm.value = { resolve, reject };
  });
  return action();
}
