import { useEffect, useState } from 'preact/hooks';
import { get } from '../../../core/api';
import type { AuditItem, ChainState } from '../../../core/api/types';
import { formatDateTime, formatNumber, t } from '../../../core/i18n';
import { me } from '../../../core/session';
import { Button, Field, Status, TextField } from '../../../ui';
import { ACTIONS, actionText } from '../action-words';
import { DeskPage } from '../DeskPage';
import { UndoDialog, undoRefusalText } from '../HistoryList';
import { mayUse } from '../roles';
import { type Column, DataTable } from '../table/DataTable';
import { EntryDialog } from './EntryDialog';
import { subjectHref } from './difference';

function Subject({ entry }: { entry: AuditItem }) {
  const href = subjectHref(entry);
  return href === null ? <code>{entry.subjectId.slice(-12)}</code> : <a href={href}>{t('Ansehen')}<span class="visually-hidden">: {actionText(entry.action)} {entry.sequence}</span></a>;
}

function columns(): Column<AuditItem>[] {
  return [
    { key: 'action', label: t('Was'), sort: 'action', cell: ({ action }) => actionText(action) },
    { key: 'at', label: t('Wann'), sort: 'at', cell: ({ at }) => formatDateTime(new Date(at)) },
    { key: 'actor', label: t('Wer'), cell: ({ actorName }) => <bdi>{actorName ?? t('System')}</bdi> },
    { key: 'reason', label: t('Grund'), cell: ({ reason }) => <span dir="auto">{reason ?? '–'}</span> },
    { key: 'subject', label: t('Woran'), cell: (entry) => <Subject entry={entry} /> },
    { key: 'undo', label: t('Rücknahme'), cell: ({ undo }) => undoRefusalText(undo) ?? t('möglich') },
  ];
}

/** Whether the chain of entries is whole; for administrators, as they alone read all of it. */
function Chain() {
  const [chain, setChain] = useState<ChainState | null>(null);
  useEffect(() => {
    get<ChainState>('/api/v1/desk/audit/chain').then(({ data }) => setChain(data), () => undefined);
  }, []);
  if (chain === null) return null;
  return chain.brokenAt === null
    ? <Status kind="ok">{t('Protokoll vollständig. Zahl der Einträge: {n}', { n: formatNumber(chain.entries) })}</Status>
    : <Status kind="taken">{t('Protokoll verändert: Eintrag {n} passt nicht. Bitte melden Sie das sofort.', { n: formatNumber(chain.brokenAt) })}</Status>;
}

const DAY_MS = 86_400_000;
const startOf = (day: string): string | null => (day === '' ? null : new Date(`${day}T00:00:00`).toISOString());
const endOf = (day: string): string | null => (day === '' ? null : new Date(new Date(`${day}T00:00:00`).getTime() + DAY_MS).toISOString());

/** What staff did: to find, to read and to take back. */
export default function AuditPage() {
  const [action, setAction] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [open, setOpen] = useState<AuditItem | null>(null);
  const [undoing, undo] = useState<AuditItem | null>(null);
  const [round, setRound] = useState(0);
  const isAdmin = me.value ? mayUse(me.value, ['admin']) : false;
  return (
    <DeskPage title={t('Protokoll')} intro={isAdmin ? <Chain key={round} /> : t('Sie sehen, was Sie selbst getan haben und was Sie zurücknehmen dürfen.')}>
      <DataTable<AuditItem>
        path="/api/v1/desk/audit" label={t('Protokoll')} columns={columns()} defaultSort="-at" empty={t('Keine Einträge')}
        rowKey={({ sequence }) => String(sequence)} round={round} filters={{ action: action || null, from: startOf(from), to: endOf(to) }}
        rowActions={(entry) => <Button variant="alt" icon="file-text" onClick={() => setOpen(entry)}>{t('Einzelheiten')}</Button>}
        controls={(
          <>
            <Field label={t('Was')}>
              {(wiring) => (
                <select class="input" {...wiring} value={action} onChange={(event) => setAction(event.currentTarget.value)}>
                  <option value="">{t('Alles')}</option>
                  {ACTIONS.map((code) => <option key={code} value={code}>{actionText(code)}</option>)}
                </select>
              )}
            </Field>
            <TextField label={t('Ab')} type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
            <TextField label={t('Bis')} type="date" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
          </>
        )}
      />
      <EntryDialog
        entry={open} onClose={() => setOpen(null)}
        onUndo={(entry) => {
          setOpen(null);
          undo(entry);
        }}
      />
      <UndoDialog
        entry={undoing} onClose={() => undo(null)}
        onDone={() => {
          undo(null);
          setRound(round + 1);
        }}
      />
    </DeskPage>
  );
}
