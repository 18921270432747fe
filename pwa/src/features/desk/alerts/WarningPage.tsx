import { useState } from 'preact/hooks';
import type { DeskAlert, WarningReach, WarningTemplate } from '../../../core/api/types';
import { nt, t } from '../../../core/i18n';
import { type PageProps, navigate } from '../../../core/router';
import { Button, Status, showToast } from '../../../ui';
import { HistoryList } from '../HistoryList';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { ThingPage } from '../ThingPage';
import { type Thing, useThing } from '../useThing';
import { Preview } from './Preview';
import { hasArea } from './values';
import { WarningForm } from './WarningForm';
import { peopleLines, severityText, stateKind, stateText } from './words';

interface PartProps {
  warning: DeskAlert;
  thing: Thing<DeskAlert>;
  onDone: () => void;
}

const isOpen = ({ state }: DeskAlert): boolean => state === 'draft' || state === 'proposed';

/** One step on the way: tells what came of it, and shows what is stored now. */
function useStep({ warning, thing, onDone }: PartProps) {
  const [problem, setProblem] = useState<string | null>(null);
  async function step(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<boolean> {
    setProblem(null);
    const saved = await save<DeskAlert>(method, `/api/v1/desk/alerts/${warning.id}${path}`, thing.etag, body);
    if (saved.kind === 'failed') setProblem(saved.text);
    if (saved.kind === 'conflict') setProblem(t('Jemand war schneller'));
    if (saved.kind !== 'failed') await thing.reload();
    onDone();
    return saved.kind === 'saved';
  }
  return { problem, setProblem, step };
}

/** How many phones it would be sent to; nothing where nobody can say. People without the app are not counted. */
function ReachLine({ id }: { id: string }) {
  const reach = useThing<WarningReach>(`/api/v1/desk/alerts/${id}/reach`).data;
  return reach && <p data-reach>{nt('{n} Handy bekommt die Meldung.', '{n} Handys bekommen die Meldung.', reach.devices)}</p>;
}

function Override({ onSend }: { onSend: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  return (
    <details>
      <summary>{t('Notfall: ohne zweite Person warnen')}</summary>
      <form
        class="stack" noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (reason.trim() !== '') onSend(reason.trim());
        }}
      >
        <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
        <Button type="submit" variant="danger" icon="siren">{t('Sofort warnen')}</Button>
      </form>
    </details>
  );
}

function Release(props: PartProps) {
  const { warning } = props;
  const { problem, setProblem, step } = useStep(props);
  async function release(overrideReason: string | null): Promise<void> {
    if (await step('POST', '/release', { overrideReason })) showToast(warning.status === 'exercise' ? t('Gesendet') : t('Gesendet. Alle sehen es jetzt.'));
  }
  async function follow(kind: 'update' | 'cancel'): Promise<void> {
    const body = { kind, follows: warning.id, values: { ...warning.values, expires: null }, reason: warning.reason };
    const saved = await save<DeskAlert>('POST', '/api/v1/desk/alerts', null, body);
    if (saved.kind === 'saved') navigate(`/desk/warnungen/${saved.data.id}`);
    else if (saved.kind === 'failed') setProblem(saved.text);
  }
  return (
    <section class="card stack" aria-labelledby="release">
      <h2 id="release">{t('Freigabe')}</h2>
      <p class="wrap">
        <Status kind={stateKind(warning.state)}>{stateText(warning.state)}</Status>
        {warning.status === 'exercise' && <Status kind="demo">{t('Übung')}</Status>}
        <span>{severityText(warning.severity)}</span>
      </p>
      {peopleLines(warning).map((line) => <p key={line}>{line}</p>)}
      {isOpen(warning) && warning.status === 'actual' && <ReachLine key={warning.version} id={warning.id} />}
      {isOpen(warning) && !warning.mayRelease && <p>{t('Eine zweite Person gibt diese Warnung frei.')}</p>}
      <Problem text={problem} />
      {warning.state === 'draft' && !warning.mayRelease && <Button icon="send" onClick={() => void step('POST', '/propose')}>{t('Zur Freigabe senden')}</Button>}
      {isOpen(warning) && warning.mayRelease && <Button icon="siren" onClick={() => void release(null)}>{t('Jetzt warnen')}</Button>}
      {isOpen(warning) && <Button variant="alt" icon="trash-2" onClick={() => void step('POST', '/discard')}>{t('Verwerfen')}</Button>}
      {isOpen(warning) && !warning.mayRelease && <Override onSend={(reason) => void release(reason)} />}
      {warning.isLatest && <Button variant="alt" icon="pencil" onClick={() => void follow('update')}>{t('Warnung aktualisieren')}</Button>}
      {warning.isLatest && <Button variant="alt" icon="circle-check" onClick={() => void follow('cancel')}>{t('Entwarnung schreiben')}</Button>}
      {warning.storyId !== null && <Button variant="alt" icon="eye" href={`/warnungen/${warning.storyId}`}>{t('In der App ansehen')}</Button>}
    </section>
  );
}

function Editor(props: PartProps & { templates: readonly WarningTemplate[]; values: DeskAlert['values']; onChange: (values: DeskAlert['values']) => void }) {
  const { warning, templates, values, onChange } = props;
  const { problem, step } = useStep(props);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!hasArea(values) || reason.trim() === '') return;
    if (await step('PUT', '', { values, reason: reason.trim() })) {
      setReason('');
      setTried(false);
    }
  }
  return (
    <details class="card">
      <summary>{t('Angaben ändern')}</summary>
      <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
        <WarningForm values={values} templates={templates} isUpdate={warning.kind !== 'alert'} tried={tried} onChange={onChange} />
        <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
        <Problem text={problem} />
        <Button type="submit" icon="check">{t('Speichern')}</Button>
      </form>
    </details>
  );
}

function Body({ warning, thing }: { warning: DeskAlert; thing: Thing<DeskAlert> }) {
  const templates = useThing<{ templates: WarningTemplate[] }>('/api/v1/desk/alerts/templates').data?.templates;
  const [values, setValues] = useState(warning.values);
  const [round, setRound] = useState(0);
  const part = { warning, thing, onDone: () => setRound((known) => known + 1) };
  return (
    <div class="desk-two">
      <div class="stack-l">
        <Preview kind={warning.kind} values={values} />
        {isOpen(warning) && templates && <Editor {...part} templates={templates} values={values} onChange={setValues} />}
      </div>
      <div class="stack-l">
        <Release {...part} />
        <HistoryList subjectKind="alertDraft" subjectId={warning.id} round={round} describe={() => []} onUndone={() => void thing.reload()} />
      </div>
    </div>
  );
}

/** One message: how it arrives, who stands behind it, and the way to release. */
export default function WarningPage({ params }: PageProps) {
  const thing = useThing<DeskAlert>(`/api/v1/desk/alerts/${params.id ?? ''}`);
  return (
    <ThingPage thing={thing} title={t('Warnung')} back="/desk/warnungen" nameOf={({ headline }) => headline}>
      {(warning) => <Body warning={warning} thing={thing} />}
    </ThingPage>
  );
}
