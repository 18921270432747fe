import { useEffect, useState } from 'preact/hooks';
import type { DeskReport } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { Button, Check, Dialog, Field, showToast } from '../../../ui';
import { reasonText } from '../../places/reasons';
import { Problem } from '../Problem';
import { save } from '../save';
import { reportStatusText } from './words';

const DECISIONS = ['accepted', 'done', 'declined'] as const;
const NOTE_LIMIT = 300;

interface DecisionDialogProps {
  report: DeskReport | null;
  /** The list is to be asked for again. */
  onDone: () => void;
  onClose: () => void;
}

function Form({ report, onDone, onClose }: { report: DeskReport } & Pick<DecisionDialogProps, 'onDone' | 'onClose'>) {
  const [status, setStatus] = useState<DeskReport['status']>(report.status);
  const [note, setNote] = useState(report.note ?? '');
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (status === 'open') return setProblem(t('Bitte wählen Sie aus, was daraus wird.'));
    const saved = await save<DeskReport>('PUT', `/api/v1/desk/places/reports/${report.id}/decision`, `"v${report.version}"`, { status, note: note.trim() || null });
    if (saved.kind === 'failed') return setProblem(saved.text);
    if (saved.kind === 'conflict') {
      setProblem(t('Jemand anderes hat diese Meldung eben beantwortet. Bitte öffnen Sie sie noch einmal.'));
      return onDone();
    }
    showToast(t('Beantwortet.'));
    onDone();
    return onClose();
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void send(event)}>
      <p><strong><bdi>{report.placeName}</bdi></strong><br />{reasonText(report.reason)}</p>
      {report.comment !== null && <blockquote class="notice" dir="auto">{report.comment}</blockquote>}
      <fieldset>
        <legend>{t('Was wird daraus?')}</legend>
        {DECISIONS.map((value) => <Check key={value} group="decision" label={reportStatusText(value)} checked={status === value} onChange={() => setStatus(value)} />)}
      </fieldset>
      <Field label={t('Antwort für alle')} hint={t('Freiwillig. Steht beim Ort. Bitte keine Namen.')}>
        {(wiring) => <textarea class="input" {...wiring} maxLength={NOTE_LIMIT} value={note} onInput={(event) => setNote(event.currentTarget.value)} />}
      </Field>
      <Problem text={problem} />
      <Button type="submit" wide icon="send">{t('Antworten')}</Button>
    </form>
  );
}

/** Says what becomes of a note, with an answer that everybody may read or without one. */
export function DecisionDialog({ report, onDone, onClose }: DecisionDialogProps) {
  const [shown, show] = useState(report);
  useEffect(() => {
    if (report) show(report);
  }, [report]);
  return (
    <Dialog open={report !== null} title={t('Meldung beantworten')} onClose={onClose}>
      {shown && <Form key={`${shown.id}${shown.version}`} report={shown} onDone={onDone} onClose={onClose} />}
    </Dialog>
  );
}
