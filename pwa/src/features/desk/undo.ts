/** Taking changes back: every change of the desk has a number in the log, and with it the way back. */
import { change } from '../../core/api';
import { t } from '../../core/i18n';
import { freshly } from '../../core/step-up';
import { showToast } from '../../ui';
import { problemText } from './table/useTable';

/** Take entry `sequence` back. Throws `ApiProblem` (409 `cannot-undo` says why not), `Unreachable` or `StepUpCancelled`. */
export const takeBack = (sequence: number, reason: string): Promise<unknown> =>
  freshly(() => change('POST', `/api/v1/desk/audit/${sequence}/undo`, { body: { reason } }));

/** Say that it is done and offer the way back at once. `onUndone` loads what is shown anew. */
export function offerUndo(text: string, sequence: number, onUndone: () => void): void {
  const run = async (): Promise<void> => {
    try {
      await takeBack(sequence, t('Gleich zurückgenommen'));
      showToast(t('Zurückgenommen.'));
      onUndone();
    } catch (error) {
      showToast(problemText(error));
    }
  };
  showToast(text, { label: t('Zurücknehmen'), run: () => void run() }, t('Schließen'));
}
