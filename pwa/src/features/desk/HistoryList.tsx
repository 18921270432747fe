import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuditItem } from '../../core/api/types';
import { formatDateTime, t } from '../../core/i18n';
import { Button, Dialog, Icon, Skeleton, showToast } from '../../ui';
import { actionText } from './action-words';
import { ReasonField } from './ReasonField';
import { problemText, useTable } from './table/useTable';
import { takeBack } from './undo';

/** Why an entry has no way back. */
export function undoRefusalText(undo: AuditItem['undo']): string | null {
  switch (undo) {
    case 'possible': return null;
    case 'done': return t('Schon zurückgenommen.');
    case 'isUndo': return t('Eine Rücknahme lässt sich nicht zurücknehmen.');
    case 'forgotten': return t('Zu alt: Die Einzelheiten sind gelöscht.');
    case 'notYours': return t('Dafür fehlt Ihnen die Berechtigung');
    case 'none': return t('Das lässt sich nicht zurücknehmen.');
  }
}

interface UndoDialogProps {
  entry: AuditItem | null;
  onDone: () => void;
  onClose: () => void;
}

/** Takes one entry back, with a reason. */
export function UndoDialog({ entry, onDone, onClose }: UndoDialogProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '' || entry === null) return;
    try {
      await takeBack(entry.sequence, reason.trim());
      showToast(t('Zurückgenommen.'));
      setReason('');
      onDone();
    } catch (error) {
      setProblem(problemText(error));
    }
  }

  return (
    <Dialog open={entry !== null} title={t('Änderung zurücknehmen?')} onClose={onClose}>
      <form class="stack" noValidate onSubmit={(event) => void send(event)}>
        {entry && <p>{actionText(entry.action)}, {formatDateTime(new Date(entry.at))}</p>}
        <ReasonField value={reason} onChange={setReason} isMissing={isMissing} />
        <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
        <Button type="submit" wide icon="undo-2">{t('Zurücknehmen')}</Button>
      </form>
    </Dialog>
  );
}

interface EntryProps {
  entry: AuditItem;
  describe: HistoryListProps['describe'];
  onUndo: (entry: AuditItem) => void;
}

function Entry({ entry, describe, onUndo }: EntryProps) {
  const refusal = undoRefusalText(entry.undo);
  return (
    <li class="list-row">
      <span class="grow">
        <span class="list-title">{actionText(entry.action)}</span>
        <span class="mut"><bdi>{entry.actorName ?? t('System')}</bdi> · <time dateTime={entry.at}>{formatDateTime(new Date(entry.at))}</time></span>
        {describe?.(entry).map((line) => <span key={line} class="mut">{line}</span>)}
        {entry.reason !== null && <span class="mut">{t('Grund: {reason}', { reason: entry.reason })}</span>}
        {refusal !== null && <span class="mut">{refusal}</span>}
      </span>
      {refusal === null && <Button variant="quiet" icon="undo-2" onClick={() => onUndo(entry)}>{t('Zurücknehmen')}</Button>}
    </li>
  );
}

interface HistoryListProps {
  subjectKind: string;
  subjectId: string;
  /** Change it to have the list asked for again. */
  round: number;
  /** What an entry changed, a line for each thing. */
  describe?: (entry: AuditItem) => string[];
  onUndone: () => void;
}

/** What was done to one thing, the newest first, each with its way back. */
export function HistoryList({ subjectKind, subjectId, round, describe, onUndone }: HistoryListProps) {
  const [asking, ask] = useState<AuditItem | null>(null);
  const [undone, setUndone] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  // After the dialog has given the focus back to its button: that button is about to go.
  useEffect(() => {
    if (undone > 0) heading.current?.focus();
  }, [undone]);
  const question = new URLSearchParams({ subject_kind: subjectKind, subject_id: subjectId, sort: '-sequence', limit: '20' }).toString();
  const { rows, problem } = useTable<AuditItem>('/api/v1/desk/audit', question, round);
  return (
    <section class="stack" aria-labelledby="history">
      <h2 id="history" ref={heading} tabIndex={-1}>{t('Verlauf')}</h2>
      {rows === null && problem === null && <Skeleton lines={1} />}
      {problem !== null && <p class="notice"><Icon name="triangle-alert" /><span>{problem}</span></p>}
      {rows?.length === 0 && <p class="mut">{t('Hier hat noch niemand etwas geändert.')}</p>}
      {rows !== null && rows.length > 0 && <ul class="list" role="list">{rows.map((entry) => <Entry key={entry.sequence} entry={entry} describe={describe} onUndo={ask} />)}</ul>}
      <UndoDialog
        entry={asking}
        onClose={() => ask(null)}
        onDone={() => {
          ask(null);
          setUndone((known) => known + 1);
          onUndone();
        }}
      />
    </section>
  );
}
