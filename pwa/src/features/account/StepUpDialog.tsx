import './account.css';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { presentAddress } from '../../core/router';
import { askedToConfirm, confirmed, refuseConfirming } from '../../core/step-up';
import { signInPath } from '../../core/way-back';
import { Button, Dialog, Skeleton } from '../../ui';
import { Trouble, useBusy } from './busy';
import { type Provider, confirmWithPasskey, loadMine, loadProviders, providerAddress } from './store';
import { canUsePasskeys } from './webauthn';

interface Known { hasPasskey: boolean; providers: Provider[]; hasCode: boolean }

/** What leads into this very account: a login of the city that belongs to nobody yet would make another one. */
async function findWays(): Promise<Known> {
  const [mine, all] = await Promise.all([loadMine(), loadProviders()]);
  const providers = all.filter(({ id }) => mine.providers.includes(id));
  return { hasPasskey: canUsePasskeys() && mine.passkeys.length > 0, providers, hasCode: mine.recoveryCodeSince !== null };
}

function Ways() {
  const { isBusy, trouble, run } = useBusy();
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => void run(async () => setKnown(await findWays())), []);
  const here = presentAddress();

  async function confirm(): Promise<void> {
    if (await run(confirmWithPasskey)) confirmed();
  }

  return (
    <div class="stack">
      <p>{t('Das ist ein wichtiger Schritt. Bitte zeigen Sie noch einmal, dass Sie es sind.')}</p>
      {known === null && trouble === '' && <Skeleton lines={1} />}
      <Trouble text={trouble} />
      {known?.hasPasskey && <Button wide icon="key-round" disabled={isBusy} onClick={() => void confirm()}>{t('Mit Passkey bestätigen')}</Button>}
      {known?.providers.map(({ id, label }) => (
        <Button key={id} variant={known.hasPasskey ? 'alt' : 'primary'} wide icon="log-in" href={providerAddress(id, here, true)}>{t('Anmelden: {name}', { name: label })}</Button>
      ))}
      {known !== null && !known.hasPasskey && known.providers.length === 0 && known.hasCode && (
        <Button wide icon="life-buoy" href={signInPath(here, '/konto/notfall')} onClick={refuseConfirming}>{t('Notfall-Code benutzen')}</Button>
      )}
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
