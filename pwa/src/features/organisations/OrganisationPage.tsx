import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, change, get } from '../../core/api';
import type { InvitationCreated, OrganisationView } from '../../core/api/types';
import { formatDate, t } from '../../core/i18n';
import { type PageProps, navigate } from '../../core/router';
import { me, refreshMe } from '../../core/session';
import { Button, Card, Dialog, EmptyState, Field, Icon, Page, Skeleton, Status, showToast } from '../../ui';
import { organisationKindText, organisationStatusKind, organisationStatusText } from '../desk/organisations/words';
import { explain } from './words';

type Member = OrganisationView['members'][number];

/** A link for one person. It is shown once: to share, to copy, or to read out. */
function Invite({ id }: { id: string }) {
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const link = made && `${location.origin}/konto/einladung#${made.token}`;

  async function invite(): Promise<void> {
    setProblem(null);
    try {
      setMade(await change<InvitationCreated>('POST', `/api/v1/organisations/${id}/invitations`, { body: {} }));
    } catch (error) {
      setProblem(explain(error));
    }
  }
  const copy = (text: string): Promise<void> =>
    navigator.clipboard.writeText(text).then(() => showToast(t('Kopiert.')), () => showToast(t('Bitte markieren Sie den Link und kopieren Sie ihn selbst.')));

  return (
    <Card>
      <div class="stack">
        <h2>{t('Jemanden einladen')}</h2>
        <p class="mut">{t('Der Link gilt einmal und sieben Tage lang. Geben Sie ihn nur der Person, die Sie einladen.')}</p>
        <div role="status" class="stack">
          {link !== null && (
            <Field label={t('Link zum Weitergeben')} hint={t('gilt bis {day}', { day: formatDate(new Date(made!.expiresAt)) })}>
              {(wiring) => <input class="input ltr" {...wiring} readOnly value={link} onFocus={(event) => event.currentTarget.select()} />}
            </Field>
          )}
        </div>
        {link !== null && (
          <div class="wrap">
            {'share' in navigator && <Button variant="alt" icon="share" onClick={() => void navigator.share({ url: link }).catch(() => undefined)}>{t('Teilen')}</Button>}
            <Button variant="alt" icon="layers" onClick={() => void copy(link)}>{t('Kopieren')}</Button>
          </div>
        )}
        <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
        <Button wide variant={link === null ? 'primary' : 'alt'} icon="plus" onClick={() => void invite()}>{link === null ? t('Link machen') : t('Noch einen Link machen')}</Button>
      </div>
    </Card>
  );
}

function Members({ organisation, manages, onChanged }: { organisation: OrganisationView; manages: boolean; onChanged: () => void }) {
  const [leaving, ask] = useState<Member | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function remove(member: Member): Promise<void> {
    setProblem(null);
    try {
      await change('DELETE', `/api/v1/organisations/${organisation.id}/members/${member.accountId}`);
      ask(null);
      showToast(t('{name} gehört nicht mehr dazu.', { name: member.name }));
      onChanged();
    } catch (error) {
      setProblem(explain(error));
    }
  }
  return (
    <section class="stack" aria-labelledby="members">
      <h2 id="members">{t('Mitglieder')}</h2>
      <ul class="list" role="list">
        {organisation.members.map((member) => (
          <li class="list-row" key={member.accountId}>
            <span class="grow">
              <span class="list-title"><bdi>{member.name}</bdi></span>
              <span class="mut">{member.manages ? t('leitet, dabei seit {day}', { day: formatDate(new Date(member.joinedAt)) }) : t('dabei seit {day}', { day: formatDate(new Date(member.joinedAt)) })}</span>
            </span>
            {manages && <Button variant="quiet" icon="trash-2" onClick={() => ask(member)}>{t('Entfernen')}<span class="visually-hidden">: {member.name}</span></Button>}
          </li>
        ))}
      </ul>
      <Dialog
        open={leaving !== null} title={t('Wirklich entfernen?')}
        onClose={() => {
          setProblem(null);
          ask(null);
        }}
      >
        {leaving && (
          <div class="stack">
            <p>{t('{name} kann dann nicht mehr für {organisation} handeln.', { name: leaving.name, organisation: organisation.name })}</p>
            <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
            <Button wide variant="danger" icon="trash-2" onClick={() => void remove(leaving)}>{t('Entfernen')}</Button>
            <Button wide variant="alt" onClick={() => ask(null)}>{t('Behalten')}</Button>
          </div>
        )}
      </Dialog>
    </section>
  );
}

function Leave({ organisation }: { organisation: OrganisationView }) {
  const [problem, setProblem] = useState<string | null>(null);
  async function leave(): Promise<void> {
    try {
      await change('POST', `/api/v1/organisations/${organisation.id}/leave`);
      await refreshMe();
      showToast(t('Sie gehören nicht mehr dazu.'));
      navigate('/konto', { replace: true });
    } catch (error) {
      setProblem(explain(error));
    }
  }
  return (
    <div class="stack">
      <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
      <Button wide variant="quiet" icon="x" onClick={() => void leave()}>{t('Austreten')}</Button>
    </div>
  );
}

/** My club or firm: its state, who belongs to it, and for those who manage it a way to invite and to remove. */
export default function OrganisationPage({ params }: PageProps) {
  const id = params.id ?? '';
  const [organisation, setOrganisation] = useState<OrganisationView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = (): Promise<void> =>
    get<OrganisationView>(`/api/v1/organisations/${id}`).then(({ data }) => setOrganisation(data), (error: unknown) => setProblem(error instanceof ApiProblem && error.status === 403 ? t('Sie gehören nicht dazu.') : explain(error)));
  useEffect(() => {
    void refreshMe();
    void load();
  }, [id]);
  const manages = me.value?.organisations.some((mine) => mine.id === id && mine.manages) ?? false;
  return (
    <Page title={organisation?.name ?? t('Verein oder Betrieb')} back="/konto">
      {organisation === null && problem === null && <Skeleton lines={3} />}
      {organisation === null && problem !== null && <EmptyState icon="lock" title={problem}><Button href="/konto">{t('Zum Konto')}</Button></EmptyState>}
      {organisation !== null && (
        <div class="stack-l">
          <Card>
            <div class="stack">
              <p>{organisationKindText(organisation.kind)}</p>
              <p><Status kind={organisationStatusKind(organisation.status)}>{organisationStatusText(organisation.status)}</Status></p>
              {organisation.status === 'pending' && <p class="mut">{t('Die Stadt prüft erst, ob es Sie wirklich gibt. Das machen Menschen, es kann ein paar Tage dauern.')}</p>}
            </div>
          </Card>
          <Members organisation={organisation} manages={manages} onChanged={() => void load()} />
          {manages && <Invite id={id} />}
          <Leave organisation={organisation} />
        </div>
      )}
    </Page>
  );
}
