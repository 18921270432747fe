import './account.css';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { place } from '../../core/router';
import { askedToConfirm, confirmed, refuseConfirming } from '../../core/step-up';
import { Button, Dialog } from '../../ui';
import { Trouble, useBusy } from './busy';
import { type Provider, confirmWithPasskey, loadProviders, providerAddress } from './store';
import { canUsePasskeys } from './webauthn';

function Ways() {
  const { isBusy, trouble, run } = useBusy();
  const [providers, setProviders] = useState<Provider[]>([]);
  useEffect(() => void loadProviders().then(setProviders), []);
  const { path, query } = place.value;
  const here = query.size > 0 ? `${path}?${query}` : path;

  async function confirm(): Promise<void> {
    if (await run(confirmWithPasskey)) confirmed();
  }

  return (
    <div class="stack">
      <p>{t('Das ist ein wichtiger Schritt. Bitte zeigen Sie noch einmal, dass Sie es sind.')}</p>
      <Trouble text={trouble} />
      {canUsePasskeys() && <Button wide icon="key-round" disabled={isBusy} onClick={() => void confirm()}>{t('Mit Passkey bestätigen')}</Button>}
      {providers.map(({ id, label }) => (
        <Button key={id} variant="alt" wide icon="log-in" href={providerAddress(id, here, true)}>{t('Anmelden: {name}', { name: label })}</Button>
      ))}
      <Button variant="quiet" wide icon="x" onClick={refuseConfirming}>{t('Abbrechen')}</Button>
    </div>
  );
}

/** Shown by the frame whenever an action waits for a fresh sign-in. */
export default function StepUpDialog() {
  const open = askedToConfirm.value !== null;
  return (
    <Dialog open={open} title={t('Bitte melden Sie sich noch einmal an')} onClose={refuseConfirming}>
      <Ways />
    </Dialog>
  );
}
