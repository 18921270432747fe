import './account.css';
import { useEffect } from 'preact/hooks';
import { t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { me, refreshMe } from '../../core/session';
import { settings } from '../../core/settings';
import { Button, EmptyState, Page, Skeleton } from '../../ui';
import { SignedInView } from './SignedIn';
import { SignedOutView } from './SignedOut';

function Offline() {
  return (
    <EmptyState icon="wifi-off" title={t('Kein Netz. Dafür brauchen Sie Internet.')}>
      <p class="mut">{t('Alles, was ohne Konto geht, geht weiter.')}</p>
      <Button icon="refresh-cw" onClick={() => void refreshMe()}>{t('Noch einmal versuchen')}</Button>
    </EmptyState>
  );
}

export default function AccountPage({ query }: PageProps) {
  useEffect(() => void refreshMe(), []);
  const person = me.value;
  return (
    <Page title={t('Konto')} back={settings.value.mode === 'einfach' ? '/' : '/mehr'}>
      {person === undefined && <Skeleton />}
      {person === null && <Offline />}
      {person?.signedIn === false && <SignedOutView query={query} />}
      {person?.signedIn === true && <SignedInView person={person} />}
    </Page>
  );
}
