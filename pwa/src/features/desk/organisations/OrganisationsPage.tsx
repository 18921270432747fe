import { useState } from 'preact/hooks';
import type { OrganisationRow } from '../../../core/api/types';
import { formatDate, t } from '../../../core/i18n';
import { DemoMark, Field, Status } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { type Column, DataTable } from '../table/DataTable';
import { STATUSES, organisationKindText, organisationStatusKind, organisationStatusText } from './words';

function columns(): Column<OrganisationRow>[] {
  return [
    { key: 'name', label: t('Name'), sort: 'name', cell: ({ name, demo }) => <><bdi>{name}</bdi> {demo && <DemoMark />}</> },
    { key: 'kind', label: t('Art'), cell: ({ kind }) => organisationKindText(kind) },
    { key: 'status', label: t('Zustand'), sort: 'status', cell: ({ status }) => <Status kind={organisationStatusKind(status)}>{organisationStatusText(status)}</Status> },
    { key: 'members', label: t('Mitglieder'), numeric: true, cell: ({ members }) => members },
    { key: 'createdAt', label: t('Angelegt'), sort: 'createdAt', cell: ({ createdAt }) => formatDate(new Date(createdAt)) },
  ];
}

/** Clubs and firms that act in the app; new ones wait here to be checked. */
export default function OrganisationsPage() {
  const [status, setStatus] = useState('');
  return (
    <DeskPage title={t('Vereine und Betriebe')}>
      <DataTable<OrganisationRow>
        path="/api/v1/desk/organisations" label={t('Vereine und Betriebe')} columns={columns()} defaultSort="name" empty={t('Keine gefunden')}
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/organisationen/${id}`} filters={{ status: status || null }}
        controls={(
          <Field label={t('Zustand')}>
            {(wiring) => (
              <select class="input" {...wiring} value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
                <option value="">{t('Alle')}</option>
                {STATUSES.map((value) => <option key={value} value={value}>{organisationStatusText(value)}</option>)}
              </select>
            )}
          </Field>
        )}
      />
    </DeskPage>
  );
}
