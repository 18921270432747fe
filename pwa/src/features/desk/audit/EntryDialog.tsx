import { useEffect, useState } from 'preact/hooks';
import type { AuditItem } from '../../../core/api/types';
import { formatDateTime, t } from '../../../core/i18n';
import { Button, Dialog, Icon } from '../../../ui';
import { actionText } from '../action-words';
import { undoRefusalText } from '../HistoryList';
import { differencesOf } from './difference';

interface EntryDialogProps {
  entry: AuditItem | null;
  onUndo: (entry: AuditItem) => void;
  onClose: () => void;
}

function Body({ entry, onUndo }: { entry: AuditItem; onUndo: (entry: AuditItem) => void }) {
  const refusal = undoRefusalText(entry.undo);
  const lines = differencesOf(entry);
  return (
    <div class="stack">
      <p class="mut"><bdi>{entry.actorName ?? t('System')}</bdi> · <time dateTime={entry.at}>{formatDateTime(new Date(entry.at))}</time></p>
      {entry.reason !== null && <p dir="auto">{t('Grund: {reason}', { reason: entry.reason })}</p>}
      {lines.map(({ key, label, before, after }) => (
        <dl class="card desk-facts" key={key}>
          <div class="desk-line">{label ?? <code>{key}</code>}</div>
          <div><dt>{t('vorher')}</dt><dd dir="auto">{before}</dd></div>
          <div><dt>{t('nachher')}</dt><dd dir="auto">{after}</dd></div>
        </dl>
      ))}
      {lines.length === 0 && <p class="mut">{entry.before === null && entry.after === null ? t('Keine Einzelheiten gespeichert.') : t('Nichts geändert.')}</p>}
      {refusal === null
        ? <Button wide variant="alt" icon="undo-2" onClick={() => onUndo(entry)}>{t('Zurücknehmen')}</Button>
        : <p class="notice"><Icon name="info" /><span>{refusal}</span></p>}
    </div>
  );
}

/** One entry of the log: before, after, why, and the way back. */
export function EntryDialog({ entry, onUndo, onClose }: EntryDialogProps) {
  const [shown, show] = useState(entry);
  useEffect(() => {
    if (entry) show(entry);
  }, [entry]);
  return (
    <Dialog open={entry !== null} title={shown ? actionText(shown.action) : ''} onClose={onClose}>
      {shown && <Body entry={shown} onUndo={onUndo} />}
    </Dialog>
  );
}
