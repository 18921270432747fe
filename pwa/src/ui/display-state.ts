import { signal } from '@preact/signals';

/** Whether the display dialog is asked for; the dialog itself is loaded on first use. */
export const isDisplayOpen = signal(false);

export const openDisplaySettings = (): void => {
  isDisplayOpen.value = true;
};
