import { useEffect, useState } from 'preact/hooks';
import type { DeskPlaceRow } from '../../../core/api/types';
import { formatDate, t } from '../../../core/i18n';
import { Field, Status } from '../../../ui';
import { noonOf } from '../../places/reasons';
import { categoryOf, places } from '../../places/store';
import { DeskPage } from '../DeskPage';
import { type Column, DataTable } from '../table/DataTable';
import { PlacesTabs } from './SectionTabs';
import { stateKind, stateText } from './words';

function columns(): Column<DeskPlaceRow>[] {
  return [
    { key: 'name', label: t('Name'), sort: 'name', cell: ({ name }) => <bdi>{name}</bdi> },
    { key: 'category', label: t('Art des Ortes'), sort: 'category', cell: ({ category }) => t(categoryOf(category)?.label ?? category) },
    { key: 'street', label: t('Straße und Hausnummer'), sort: 'street', cell: ({ street }) => <bdi>{street ?? '–'}</bdi> },
    { key: 'editedOn', label: t('Geändert'), sort: 'editedOn', cell: ({ editedOn }) => (editedOn === null ? '–' : formatDate(noonOf(editedOn))) },
    { key: 'openReports', label: t('Offene Meldungen'), sort: 'openReports', numeric: true, cell: ({ openReports }) => openReports || '–' },
    { key: 'state', label: t('Zustand'), sort: 'state', cell: ({ state }) => (state === 'listed' ? <span class="one-line">{stateText(state)}</span> : <Status kind={stateKind(state)}>{stateText(state)}</Status>) },
  ];
}

/** All places, also those nobody else sees, to search and to open. */
export default function PlacesPage() {
  const [category, setCategory] = useState('');
  const [only, setOnly] = useState('');
  useEffect(() => void places.refresh(), []);
  const kinds = places.data.value?.categories ?? [];
  return (
    <DeskPage title={t('Orte')}>
      <PlacesTabs />
      <DataTable<DeskPlaceRow>
        path="/api/v1/desk/places" label={t('Orte')} columns={columns()} defaultSort="name" empty={t('Dazu haben wir nichts gefunden.')}
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/orte/${id}`} filters={{ category: category || null, only: only || null }}
        controls={(
          <>
            <Field label={t('Art des Ortes')}>
              {(wiring) => (
                <select class="input" {...wiring} value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
                  <option value="">{t('Alle Arten')}</option>
                  {kinds.map(({ id, label }) => <option key={id} value={id}>{t(label)}</option>)}
                </select>
              )}
            </Field>
            <Field label={t('Auswahl')}>
              {(wiring) => (
                <select class="input" {...wiring} value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
                  <option value="">{t('Alle Orte')}</option>
                  <option value="reported">{t('mit offenen Meldungen')}</option>
                  <option value="edited">{t('von uns geändert')}</option>
                  <option value="merged">{t('zusammengelegt')}</option>
                  <option value="withdrawn">{t('nicht mehr in den Daten')}</option>
                </select>
              )}
            </Field>
          </>
        )}
      />
    </DeskPage>
  );
}
