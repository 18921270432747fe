/** The town hall's texts in the language of the app, on the device before anybody needs them without network. */
import { effect } from '@preact/signals';
import { settings } from '../core/settings';

/** Waits until the page has nothing better to do; a device without that call waits a moment. */
const whenIdle = (run: () => void): unknown =>
  'requestIdleCallback' in window ? requestIdleCallback(run, { timeout: 10_000 }) : setTimeout(run, 3_000);

export function keepTownHall(): void {
  effect(() => {
    const { locale } = settings.value;
    whenIdle(() => void import('../features/content/store').then(({ keepTexts }) => keepTexts(locale)).catch(() => undefined));
  });
}
