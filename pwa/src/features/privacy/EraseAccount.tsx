import { useState } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import { t } from '../../core/i18n';
import { Button, Dialog, Icon, showToast } from '../../ui';
import { eraseAccount } from './store';

interface Refusal { message: string; signIn: boolean }

/** Erasing the account: asked for once more, and only shortly after signing in. */
export function EraseAccount() {
  const [isAsking, ask] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, refuse] = useState<Refusal | null>(null);

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
      const known = problem instanceof ApiProblem ? problem : null;
      refuse({
        message: known?.message ?? t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'),
        signIn: known?.status === 401,
      });
    }
    setBusy(false);
  }

  return (
    <>
      <Button variant="quiet" icon="x" wide onClick={open}>{t('Konto löschen')}</Button>
      <Dialog open={isAsking} title={t('Konto löschen?')} onClose={() => ask(false)}>
        <div class="stack">
          <p>{t('Ihr Konto und alles, was dazu gehört, wird sofort gelöscht. Das lässt sich nicht zurücknehmen.')}</p>
          <div role="alert">{refusal && <p class="field-error"><Icon name="triangle-alert" /> {refusal.message}</p>}</div>
          {refusal?.signIn
            ? <Button wide href="/konto?zurueck=/meine-daten">{t('Noch einmal anmelden')}</Button>
            : <Button variant="danger" wide disabled={isBusy} onClick={() => void erase()}>{t('Löschen')}</Button>}
          <Button variant="alt" wide onClick={() => ask(false)}>{t('Behalten')}</Button>
        </div>
      </Dialog>
    </>
  );
}
