import './account.css';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { type PageProps, navigate } from '../../core/router';
import { signInPath, wayBack } from '../../core/way-back';
import { Button, Page, TextField } from '../../ui';
import { Trouble, useBusy } from './busy';
import { makeAccount } from './store';

const NAME_LIMIT = 80;

/** A name to be called by and a passkey: nothing else is asked. */
export default function NewAccountPage({ query }: PageProps) {
  const to = wayBack(query);
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { isBusy, trouble, run } = useBusy();
  const form = useRef<HTMLFormElement>(null);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const missing = name.trim() === '';
    setError(missing ? t('Bitte schreiben Sie einen Namen.') : null);
    if (missing) form.current?.querySelector('input')?.focus();
    else if (await run(() => makeAccount(name.trim()))) navigate(signInPath(to, '/konto/code'), { replace: true });
  }

  return (
    <Page title={t('Konto anlegen')} back={signInPath(to)}>
      <form class="stack" ref={form} onSubmit={(event) => void make(event)} noValidate>
        <TextField
          label={t('Wie sollen wir Sie nennen?')}
          hint={t('Ein Vorname oder Spitzname genügt.')}
          error={error}
          autocomplete="nickname"
          maxLength={NAME_LIMIT}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p class="mut">{t('Ihr Gerät fragt gleich nach Finger, Gesicht oder PIN. Das bleibt auf Ihrem Gerät: Wir bekommen nur einen Schlüssel, der zu Ihnen passt.')}</p>
        <Trouble text={trouble} />
        <Button type="submit" wide icon="key-round" disabled={isBusy}>{t('Passkey anlegen')}</Button>
      </form>
    </Page>
  );
}
