import { useState } from 'preact/hooks';
import type { PersonRow } from '../../../core/api/types';
import { formatDate, formatList, t } from '../../../core/i18n';
import { DemoMark, Field, Status } from '../../../ui';
import { noonOf } from '../../places/reasons';
import { DeskPage } from '../DeskPage';
import { CITY_ROLES, roleText } from '../roles';
import { type Column, DataTable } from '../table/DataTable';

function columns(): Column<PersonRow>[] {
  return [
    { key: 'name', label: t('Name'), sort: 'name', cell: ({ name, demo }) => <><bdi>{name}</bdi> {demo && <DemoMark />}</> },
    { key: 'roles', label: t('Rollen'), cell: ({ roles }) => formatList(roles.map(roleText)) || '–' },
    { key: 'organisations', label: t('Vereine und Betriebe'), numeric: true, cell: ({ organisations }) => organisations },
    { key: 'lastSignedInOn', label: t('Zuletzt angemeldet'), sort: 'lastSignedInOn', cell: ({ lastSignedInOn }) => formatDate(noonOf(lastSignedInOn)) },
    { key: 'blockedAt', label: t('Zustand'), cell: ({ blockedAt }) => (blockedAt === null ? <Status kind="ok">{t('aktiv')}</Status> : <Status kind="closed">{t('gesperrt')}</Status>) },
  ];
}

/** Who has an account, and which roles. Nothing about what people do in the app. */
export default function PeoplePage() {
  const [role, setRole] = useState('');
  return (
    <DeskPage title={t('Personen')}>
      <DataTable<PersonRow>
        path="/api/v1/desk/people" label={t('Personen')} columns={columns()} defaultSort="name" empty={t('Niemand gefunden')}
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/personen/${id}`} filters={{ role: role || null }}
        controls={(
          <Field label={t('Rolle')}>
            {(wiring) => (
              <select class="input" {...wiring} value={role} onChange={(event) => setRole(event.currentTarget.value)}>
                <option value="">{t('Alle')}</option>
                {CITY_ROLES.map((value) => <option key={value} value={value}>{roleText(value)}</option>)}
              </select>
            )}
          </Field>
        )}
      />
    </DeskPage>
  );
}
