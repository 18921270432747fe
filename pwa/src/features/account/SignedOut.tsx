import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { signInPath, wayBack } from '../../core/way-back';
import { Button, DemoMark, Icon, announce } from '../../ui';
import { Trouble, useBusy } from './busy';
import { type Provider, loadProviders, providerAddress, signIn } from './store';
import { canUsePasskeys } from './webauthn';
import { failureText } from './words';

function welcome(to: string): void {
  announce(t('Sie sind angemeldet.'));
  navigate(to, { replace: true });
  requestAnimationFrame(() => document.querySelector('h1')?.focus());
}

function Providers({ found, returnTo }: { found: Provider[]; returnTo: string }) {
  return (
    <>
      {found.map(({ id, label, demo }) => (
        <div class="stack-s way-in" key={id}>
          <Button variant="alt" wide icon="log-in" href={providerAddress(id, returnTo)}>{t('Anmelden: {name}', { name: label })}</Button>
          {demo && <DemoMark />}
        </div>
      ))}
    </>
  );
}

/** What an account is for, and the ways in. */
export function SignedOutView({ query }: { query: URLSearchParams }) {
  const { isBusy, trouble, run } = useBusy();
  const [providers, setProviders] = useState<Provider[]>([]);
  useEffect(() => void loadProviders().then(setProviders), []);
  const failure = query.get('fehler');
  const to = wayBack(query);

  async function enter(): Promise<void> {
    if (await run(signIn)) welcome(to);
  }

  return (
    <div class="stack">
      <p>{t('Ein Konto brauchen Sie nur, wenn Ihnen etwas gehören soll, auch auf einem neuen Gerät. Alles andere geht ohne Konto.')}</p>
      <Trouble text={trouble || (failure === null ? '' : failureText(failure))} />
      {canUsePasskeys() ? (
        <>
          <Button wide icon="key-round" disabled={isBusy} onClick={() => void enter()}>{t('Mit Passkey anmelden')}</Button>
          <Button variant="alt" wide icon="plus" href={signInPath(to, '/konto/neu')}>{t('Konto anlegen')}</Button>
        </>
      ) : (
        <p class="notice"><Icon name="info" /><span>{t('Dieser Browser kann keine Passkeys. Bitte nehmen Sie einen anderen Browser oder Ihren Notfall-Code.')}</span></p>
      )}
      <Providers found={providers} returnTo={to} />
      <Button variant="quiet" wide icon="life-buoy" href={signInPath(to, '/konto/notfall')}>{t('Notfall-Code benutzen')}</Button>
      <p class="mut">{t('Mit einem Passkey melden Sie sich so an, wie Sie Ihr Gerät entsperren: mit Finger, Gesicht oder PIN. Ein Passwort gibt es nicht.')}</p>
    </div>
  );
}
