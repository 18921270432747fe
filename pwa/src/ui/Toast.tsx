import { signal } from '@preact/signals';
import { t } from '../core/i18n';
import { Button } from './Button';

interface ToastMessage {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** What the other button says: it only takes the message away. */
  dismiss?: string;
}

const SECONDS_SHOWN = 8;
const messages = signal<readonly ToastMessage[]>([]);
let nextId = 1;

const remove = (id: number): void => {
  messages.value = messages.value.filter((message) => message.id !== id);
};

/** Say something in passing. With an action it stays until answered: nobody has to be quick. */
export function showToast(text: string, action?: ToastMessage['action'], dismiss?: string): void {
  const id = nextId++;
  messages.value = [...messages.value.filter((message) => message.text !== text), { id, text, action, dismiss }];
  if (!action) setTimeout(() => remove(id), SECONDS_SHOWN * 1000);
}

/** The live region exists from the start, else screen readers miss the first message. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {messages.value.map(({ id, text, action, dismiss }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {action && (
            <span class="wrap">
              <Button
                variant="alt"
                onClick={() => {
                  remove(id);
                  action.run();
                }}
              >
                {action.label}
              </Button>
              <Button variant="alt" onClick={() => remove(id)}>{dismiss ?? t('Später')}</Button>
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

const spoken = signal('');

/** Tell screen readers, and only them. */
export function announce(text: string): void {
  spoken.value = '';
  // an empty moment in between, so that the same sentence is read twice when it is said twice
  setTimeout(() => {
    spoken.value = text;
  }, 50);
}

export const Announcer = () => <div class="visually-hidden" role="status" aria-live="polite">{spoken.value}</div>;
