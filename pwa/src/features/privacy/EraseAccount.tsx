import { useState } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import { t } from '../../core/i18n';
import { StepUpCancelled } from '../../core/step-up';
import { Button, Dialog, Icon, showToast } from '../../ui';
import { eraseAccount } from './store';

/** Erasing the account: asked for once more, and only shortly after signing in. */
export function EraseAccount() {
  const [isAsking, ask] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, refuse] = useState<string | null>(null);

  function open(): void {
    refuse(null);
    ask(true);
  }

  async function erase(): Promise<void> {
    setBusy(true);
    refuse(null);
    try {
      await eraseAccount();
      ask(false);
      showToast(t('Ihr Konto ist gelöscht.'));
    } catch (problem) {
      if (problem instanceof StepUpCancelled) refuse(null);
      else refuse(problem instanceof ApiProblem ? problem.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'));
    }
    setBusy(false);
  }

  return (
    <>
      <Button variant="quiet" icon="trash-2" wide onClick={open}>{t('Konto löschen')}</Button>
      <Dialog open={isAsking} title={t('Konto löschen?')} onClose={() => ask(false)}>
        <div class="stack">
          <p>{t('Ihr Konto und alles, was dazu gehört, wird sofort gelöscht. Das lässt sich nicht zurücknehmen.')}</p>
          <div role="alert">{refusal !== null && <p class="field-error"><Icon name="triangle-alert" /> {refusal}</p>}</div>
          <Button variant="danger" wide icon="trash-2" disabled={isBusy} onClick={() => void erase()}>{t('Löschen')}</Button>
          <Button variant="alt" wide onClick={() => ask(false)}>{t('Behalten')}</Button>
        </div>
      </Dialog>
    </>
  );
}
