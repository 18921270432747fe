import { useState } from 'preact/hooks';
import type { OrganisationView } from '../../../core/api/types';
import { formatDate, t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { Button, Check, DemoMark, List, ListLink, Status, TextField, showToast } from '../../../ui';
import { changeLines } from '../audit/difference';
import { type Choice, ConflictDialog, type ConflictField } from '../ConflictDialog';
import { HistoryList } from '../HistoryList';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { ThingPage } from '../ThingPage';
import { type Thing, useThing } from '../useThing';
import { STATUSES, organisationKindText, organisationStatusKind, organisationStatusText } from './words';

type Decision = Pick<OrganisationView, 'name' | 'status'>;

interface FormProps {
  organisation: OrganisationView;
  thing: Thing<OrganisationView>;
  onSaved: () => void;
}

const versions = (mine: Decision, theirs: Decision): ConflictField[] => [
  { key: 'name', label: t('Name'), mine: mine.name, theirs: theirs.name },
  { key: 'status', label: t('Zustand'), mine: organisationStatusText(mine.status), theirs: organisationStatusText(theirs.status) },
];

function DecisionForm({ organisation, thing, onSaved }: FormProps) {
  const [mine, setMine] = useState<Decision>({ name: organisation.name, status: organisation.status });
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState<{ mine: Decision; theirs: Decision } | null>(null);

  async function send(wanted: Decision): Promise<void> {
    setProblem(null);
    const saved = await save<OrganisationView>('PUT', `/api/v1/desk/organisations/${organisation.id}`, thing.etag, { ...wanted, name: wanted.name.trim(), reason: reason.trim() });
    if (saved.kind === 'failed') return setProblem(saved.text);
    const now = await thing.reload();
    if (saved.kind === 'conflict' && now) return setConflict({ mine: wanted, theirs: now });
    showToast(t('Gespeichert. Gilt sofort.'));
    return onSaved();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== '' && mine.name.trim().length > 1) await send(mine);
  }

  function choose(choice: Choice): void {
    if (conflict === null) return;
    const pick = (key: keyof Decision): Decision => (choice[key] === 'mine' ? conflict.mine : conflict.theirs);
    const wanted = { name: pick('name').name, status: pick('status').status };
    setConflict(null);
    if (wanted.name === conflict.theirs.name && wanted.status === conflict.theirs.status) onSaved();
    else void send(wanted);
  }

  return (
    <form class="card stack" noValidate aria-labelledby="decide" onSubmit={(event) => void submit(event)}>
      <h2 id="decide">{t('Entscheiden')}</h2>
      <TextField
        label={t('Name')} maxLength={120} value={mine.name} error={tried && mine.name.trim().length < 2 ? t('Bitte schreiben Sie einen Namen.') : null}
        onInput={(event) => setMine({ ...mine, name: event.currentTarget.value })}
      />
      <fieldset>
        <legend>{t('Zustand')}</legend>
        {STATUSES.map((status) => <Check key={status} group="status" label={organisationStatusText(status)} checked={mine.status === status} onChange={() => setMine({ ...mine, status })} />)}
      </fieldset>
      <p class="mut">{t('Nur wer bestätigt ist, kann in der App handeln.')}</p>
      <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
      <Problem text={problem} />
      <Button type="submit" wide icon="check">{t('Speichern')}</Button>
      <ConflictDialog fields={conflict && versions(conflict.mine, conflict.theirs)} onChoose={choose} onClose={() => setConflict(null)} />
    </form>
  );
}

/** One club or firm: check it, rename it, suspend it; who belongs to it. */
export default function OrganisationPage({ params }: PageProps) {
  const id = params.id ?? '';
  const thing = useThing<OrganisationView>(`/api/v1/desk/organisations/${id}`);
  const [round, setRound] = useState(0);
  const again = (): void => setRound((known) => known + 1);
  return (
    <ThingPage
      thing={thing} title={t('Verein oder Betrieb')} back="/desk/organisationen" nameOf={({ name }) => name}
      intro={({ kind, status, demo }) => <span class="wrap">{organisationKindText(kind)} <Status kind={organisationStatusKind(status)}>{organisationStatusText(status)}</Status> {demo && <DemoMark />}</span>}
    >
      {(organisation) => (
        <div class="desk-two">
          <DecisionForm key={round} organisation={organisation} thing={thing} onSaved={again} />
          <div class="stack-l">
            <section class="stack" aria-labelledby="members">
              <h2 id="members">{t('Mitglieder')}</h2>
              <List>
                {organisation.members.map(({ accountId, name, manages, joinedAt }) => (
                  <ListLink
                    key={accountId} href={`/desk/personen/${accountId}`} icon="users" title={<bdi>{name}</bdi>}
                    detail={manages ? t('leitet, dabei seit {day}', { day: formatDate(new Date(joinedAt)) }) : t('dabei seit {day}', { day: formatDate(new Date(joinedAt)) })}
                  />
                ))}
              </List>
            </section>
            <HistoryList subjectKind="organisation" subjectId={id} round={round} describe={changeLines} onUndone={() => void thing.reload().then(again)} />
          </div>
        </div>
      )}
    </ThingPage>
  );
}
