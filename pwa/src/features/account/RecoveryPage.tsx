import './account.css';
import { useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { type PageProps, navigate } from '../../core/router';
import { signInPath, wayBack } from '../../core/way-back';
import { Button, Field, Page } from '../../ui';
import { Trouble, useBusy } from './busy';
import { recover } from './store';

/** Signing in with the printed code. */
export default function RecoveryPage({ query }: PageProps) {
  const to = wayBack(query);
  const [code, setCode] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const { isBusy, trouble, run, say } = useBusy();

  async function enter(event: Event): Promise<void> {
    event.preventDefault();
    if (code.trim() === '') say(t('Bitte geben Sie den Code ein.'));
    else if (await run(() => recover(code, key))) navigate(signInPath(to, '/konto/code'), { replace: true });
  }

  return (
    <Page title={t('Notfall-Code benutzen')} back={signInPath(to)}>
      <form class="stack" onSubmit={(event) => void enter(event)} noValidate>
        <Field label={t('Ihr Notfall-Code')} hint={t('7 Gruppen mit je 5 Zeichen. Groß oder klein ist egal.')}>
          {(wiring) => (
            <textarea
              class="input code-input"
              {...wiring}
              dir="ltr"
              rows={3}
              maxLength={200}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          )}
        </Field>
        <Trouble text={trouble} />
        <Button type="submit" wide icon="log-in" disabled={isBusy}>{t('Anmelden')}</Button>
        <p class="mut">{t('Danach gilt dieser Code nicht mehr. Sie bekommen gleich einen neuen.')}</p>
      </form>
    </Page>
  );
}
