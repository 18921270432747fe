import { useEffect, useState } from 'preact/hooks';
import { change } from '../../core/api';
import type { InvitationView, OrganisationView } from '../../core/api/types';
import { formatDate, t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { me, refreshMe } from '../../core/session';
import { signInPath } from '../../core/way-back';
import { Button, Card, EmptyState, Icon, Page, Skeleton, showToast } from '../../ui';
import { organisationKindText } from '../desk/organisations/words';
import { explain } from './words';

const KEPT = 'invitation';

/**
 * The secret behind `#`, which no server has seen. It leaves the address at once, so that nobody copies it from there, and
 * waits in this tab while the person signs in.
 */
function takeToken(): string | null {
  const found = location.hash.slice(1);
  if (found !== '') {
    sessionStorage.setItem(KEPT, found);
    history.replaceState(history.state, '', location.pathname);
  }
  return sessionStorage.getItem(KEPT);
}

function Join({ token }: { token: string }) {
  const [invitation, setInvitation] = useState<InvitationView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    change<InvitationView>('POST', '/api/v1/invitations/view', { body: { token } }).then(setInvitation, (error: unknown) => setProblem(explain(error)));
  }, [token]);

  async function join(): Promise<void> {
    setProblem(null);
    try {
      const { id } = await change<OrganisationView>('POST', '/api/v1/invitations/accept', { body: { token } });
      sessionStorage.removeItem(KEPT);
      await refreshMe();
      showToast(t('Willkommen!'));
      navigate(`/konto/organisation/${id}`, { replace: true });
    } catch (error) {
      setProblem(explain(error));
    }
  }

  if (invitation === null) {
    return problem === null ? <Skeleton lines={2} /> : <EmptyState icon="mail" title={problem}><Button href="/konto">{t('Zum Konto')}</Button></EmptyState>;
  }
  return (
    <Card>
      <div class="stack">
        <h2><bdi>{invitation.organisation}</bdi></h2>
        <p>{organisationKindText(invitation.kind)}</p>
        <p>{invitation.manages ? t('Sie können dann dafür handeln und andere einladen.') : t('Sie können dann dafür handeln.')}</p>
        <p class="mut">{t('gilt bis {day}', { day: formatDate(new Date(invitation.expiresAt)) })}</p>
        <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
        <Button wide icon="check" onClick={() => void join()}>{t('Mitmachen')}</Button>
      </div>
    </Card>
  );
}

/** What an invitation leads to, and the way in. */
export default function InvitationPage() {
  const [token] = useState(takeToken);
  useEffect(() => void refreshMe(), []);
  const person = me.value;
  return (
    <Page title={t('Einladung')} back="/konto">
      {token === null && <EmptyState icon="mail" title={t('Hier fehlt die Einladung')}><p>{t('Bitte öffnen Sie den ganzen Link, den Sie bekommen haben.')}</p><Button href="/konto">{t('Zum Konto')}</Button></EmptyState>}
      {token !== null && person === undefined && <Skeleton lines={2} />}
      {token !== null && person === null && <EmptyState icon="wifi-off" title={t('Gerade nicht erreichbar')}><Button icon="refresh-cw" onClick={() => void refreshMe()}>{t('Noch einmal versuchen')}</Button></EmptyState>}
      {token !== null && person?.signedIn === false && (
        <EmptyState icon="log-in" title={t('Bitte melden Sie sich an')}>
          <p>{t('Danach geht es hier weiter.')}</p>
          <Button icon="log-in" href={signInPath('/konto/einladung')}>{t('Anmelden')}</Button>
        </EmptyState>
      )}
      {token !== null && person?.signedIn === true && <Join token={token} />}
    </Page>
  );
}
