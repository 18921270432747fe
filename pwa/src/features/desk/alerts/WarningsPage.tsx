import type { DeskAlertRow } from '../../../core/api/types';
import { formatDateTime, t } from '../../../core/i18n';
import { Button, Status } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { type Column, DataTable } from '../table/DataTable';
import { severityText, stateKind, stateText } from './words';

const columns = (): Column<DeskAlertRow>[] => [
  { key: 'headline', label: t('Warnung'), sort: 'headline', cell: ({ headline }) => <bdi lang="de">{headline}</bdi> },
  { key: 'severity', label: t('Gefahr'), cell: ({ severity, status }) => (status === 'exercise' ? <Status kind="demo">{t('Übung')}</Status> : severityText(severity)) },
  { key: 'changedAt', label: t('Geändert'), sort: 'changedAt', cell: ({ changedAt }) => formatDateTime(new Date(changedAt)) },
  { key: 'state', label: t('Zustand'), sort: 'state', cell: ({ state }) => <Status kind={stateKind(state)}>{stateText(state)}</Status> },
];

/** The city's own warnings: what is being written, waits, or is out. */
export default function WarningsPage() {
  return (
    <DeskPage title={t('Warnungen')} actions={<Button icon="plus" href="/desk/warnungen/neu">{t('Neue Warnung')}</Button>}>
      <DataTable<DeskAlertRow>
        path="/api/v1/desk/alerts" label={t('Warnungen')} columns={columns()} defaultSort="-changedAt" hasCsv={false}
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/warnungen/${id}`} empty={t('Die Stadt hat noch nicht gewarnt.')}
      />
    </DeskPage>
  );
}
