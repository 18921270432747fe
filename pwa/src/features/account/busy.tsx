/** One action at a time, with its mishap in words beside it. */
import { useState } from 'preact/hooks';
import { Icon } from '../../ui';
import { explain } from './words';

export interface Busy {
  isBusy: boolean;
  trouble: string;
  /** Runs an action; a second tap while it runs does nothing. True when it went well. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  say: (trouble: string) => void;
}

export function useBusy(): Busy {
  const [isBusy, setBusy] = useState(false);
  const [trouble, say] = useState('');
  async function run(action: () => Promise<unknown>): Promise<boolean> {
    if (isBusy) return false;
    setBusy(true);
    say('');
    try {
      await action();
      return true;
    } catch (error) {
      say(explain(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, trouble, run, say };
}

/** The live region is there from the start, else the first message is not read out. */
export const Trouble = ({ text }: { text: string }) => (
  <div role="alert">
    {text !== '' && <p class="field-error"><Icon name="triangle-alert" /> <span>{text}</span></p>}
  </div>
);
