import { useState } from 'preact/hooks';
import type { DeskReport } from '../../../core/api/types';
import { formatDateTime, t } from '../../../core/i18n';
import { Button, Field, Status } from '../../../ui';
import { reasonText } from '../../places/reasons';
import { type Column, DataTable } from '../table/DataTable';
import { DecisionDialog } from './DecisionDialog';
import { reportStatusKind, reportStatusText } from './words';

const STATUSES: readonly DeskReport['status'][] = ['open', 'accepted', 'declined', 'done'];

function columns(isInbox: boolean): Column<DeskReport>[] {
  const place: Column<DeskReport> = { key: 'place', label: t('Ort'), sort: 'place', cell: ({ placeId, placeName }) => <a href={`/desk/orte/${placeId}`}><bdi>{placeName}</bdi></a> };
  const reason: Column<DeskReport> = { key: 'reason', label: t('Was stimmt nicht?'), cell: ({ reason: kind }) => reasonText(kind) };
  return [
    ...(isInbox ? [place, reason] : [reason]),
    /* i18n: heading: what somebody wrote about a place */
    { key: 'comment', label: t('Text'), cell: ({ comment }) => <span dir="auto">{comment ?? '–'}</span> },
    { key: 'createdAt', label: t('Gemeldet'), sort: 'createdAt', cell: ({ createdAt }) => formatDateTime(new Date(createdAt)) },
    { key: 'status', label: t('Zustand'), sort: 'status', cell: ({ status }) => <Status kind={reportStatusKind(status)}>{reportStatusText(status)}</Status> },
  ];
}

/** What people say is wrong, of one place or of all; each can be answered. Who wrote it is not shown. */
export function ReportsTable({ placeId }: { placeId?: string }) {
  const isInbox = placeId === undefined;
  const [status, setStatus] = useState(isInbox ? 'open' : '');
  const [answering, answer] = useState<DeskReport | null>(null);
  const [round, setRound] = useState(0);
  return (
    <>
      <DataTable<DeskReport>
        path="/api/v1/desk/places/reports" label={t('Meldungen')} columns={columns(isInbox)} defaultSort="-createdAt" empty={t('Keine Meldungen')}
        filters={{ status: status || null, place_id: placeId ?? null }} round={round} hasSearch={isInbox} hasCsv={isInbox} cards={!isInbox}
        rowKey={({ id }) => id}
        rowActions={(report) => <Button variant="alt" icon="send" onClick={() => answer(report)}>{t('Antworten')}</Button>}
        controls={isInbox && (
          <Field label={t('Zustand')}>
            {(wiring) => (
              <select class="input" {...wiring} value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
                <option value="">{t('Alle Meldungen')}</option>
                {STATUSES.map((value) => <option key={value} value={value}>{reportStatusText(value)}</option>)}
              </select>
            )}
          </Field>
        )}
      />
      <DecisionDialog report={answering} onClose={() => answer(null)} onDone={() => setRound((known) => known + 1)} />
    </>
  );
}
