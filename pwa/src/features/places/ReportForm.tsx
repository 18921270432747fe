import { useState } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import type { ReportReason } from '../../core/api/types';
import { t } from '../../core/i18n';
import { submit } from '../../core/outbox';
import { Button, Check, Dialog, Field, Icon } from '../../ui';
import { reasonText } from './reasons';

const COMMENT_LIMIT = 500;
const REASONS: readonly ReportReason[] = ['closed', 'moved', 'wrongHours', 'wrongPosition', 'other'];

type Outcome = 'sent' | 'queued' | null;

function Done({ outcome, onClose }: { outcome: 'sent' | 'queued'; onClose: () => void }) {
  return (
    <div class="stack">
      <p class="notice" role="status">
        <Icon name={outcome === 'sent' ? 'circle-check' : 'cloud-off'} />
        <span>{outcome === 'sent' ? t('Danke! Ihre Meldung ist angekommen.') : t('Danke! Ihre Meldung wird gesendet, sobald Sie Netz haben.')}</span>
      </p>
      <Button wide onClick={onClose}>{t('Fertig')}</Button>
    </div>
  );
}

/** "Stimmt nicht? Melden": a reason, a few words if wanted, no name and no address. */
function Form({ placeId, onDone }: { placeId: string; onDone: (outcome: Outcome) => void }) {
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [comment, setComment] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (reason === null) {
      setError(t('Bitte wählen Sie aus, was nicht stimmt.'));
      (event.currentTarget as HTMLFormElement | null)?.querySelector<HTMLInputElement>('input')?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const text = comment.trim();
      const sent = await submit(`/api/v1/places/${placeId}/reports`, text === '' ? { reason } : { reason, comment: text });
      onDone(sent.queued ? 'queued' : 'sent');
    } catch (problem) {
      setError(problem instanceof ApiProblem ? problem.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'));
      setBusy(false);
    }
  }

  return (
    <form class="stack" onSubmit={(event) => void send(event)} noValidate>
      <fieldset aria-describedby={error === null ? undefined : 'report-error'}>
        <legend>{t('Was stimmt nicht?')}</legend>
        {REASONS.map((value) => (
          <Check key={value} group="reason" label={reasonText(value)} checked={reason === value} onChange={() => setReason(value)} />
        ))}
      </fieldset>
      <div role="alert">{error !== null && <p class="field-error" id="report-error"><Icon name="triangle-alert" /> {error}</p>}</div>
      <Field label={t('Was sollen wir wissen?')} hint={t('Freiwillig. Bitte schreiben Sie keine Namen und keine Telefonnummern.')}>
        {(wiring) => (
          <textarea class="input" {...wiring} maxLength={COMMENT_LIMIT} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
        )}
      </Field>
      <Button type="submit" wide icon="send" disabled={isBusy}>{isBusy ? t('Wird gesendet …') : t('Meldung senden')}</Button>
    </form>
  );
}

export function ReportDialog({ placeId, open, onClose }: { placeId: string; open: boolean; onClose: () => void }) {
  const [outcome, setOutcome] = useState<Outcome>(null);
  const close = (): void => {
    setOutcome(null);
    onClose();
  };
  return (
    <Dialog open={open} title={t('Stimmt etwas nicht?')} onClose={close}>
      {outcome === null ? <Form placeId={placeId} onDone={setOutcome} /> : <Done outcome={outcome} onClose={close} />}
    </Dialog>
  );
}
