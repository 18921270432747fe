import { useState } from 'preact/hooks';
import type { DeskBay } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { DemoMark, Field, LiveAge, Status } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { type Column, DataTable } from '../table/DataTable';
import { SensorTabs } from './SensorTabs';
import { bayStatusWord } from './words';

export const BayStatus = ({ bay }: { bay: DeskBay }) => <Status kind={bay.status}>{bayStatusWord(bay.status)}</Status>;

const columns = (): Column<DeskBay>[] => [
  { key: 'name', label: t('Name'), sort: 'name', cell: (bay) => <bdi>{bay.name}</bdi> },
  { key: 'status', label: t('Zustand'), cell: (bay) => <span class="wrap"><BayStatus bay={bay} />{bay.demo && <DemoMark />}</span> },
  { key: 'closed', label: t('Gesperrt'), sort: 'closed', cell: (bay) => (bay.isClosed ? t('ja') : t('nein')) },
  { key: 'sensor', label: t('Sensor'), cell: (bay) => (bay.hasSensor ? t('ja') : t('nein')) },
  { key: 'seen', label: t('Gemeldet'), cell: (bay) => (bay.observedAt ? <LiveAge at={bay.observedAt} /> : t('nie')) },
  { key: 'street', label: t('Straße'), sort: 'street', cell: (bay) => <bdi>{bay.street ?? bay.siteName}</bdi> },
];

/** All bays, to close one or to see which are closed. */
export default function BaysPage(_props: PageProps) {
  const [closed, setClosed] = useState('');
  return (
    <DeskPage title={t('Stellplätze')}>
      <SensorTabs />
      <DataTable<DeskBay>
        label={t('Stellplätze')} path="/api/v1/desk/parking/bays" columns={columns()} defaultSort="name"
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/sensoren/plaetze/${id}`} filters={{ closed: closed || null }}
        controls={(
          <Field label={t('Gesperrt')}>
            {(wiring) => (
              <select class="input" {...wiring} value={closed} onChange={(event) => setClosed(event.currentTarget.value)}>
                <option value="">{t('Alle')}</option>
                <option value="true">{t('ja')}</option>
                <option value="false">{t('nein')}</option>
              </select>
            )}
          </Field>
        )}
        empty={t('Dazu haben wir nichts gefunden')}
      />
    </DeskPage>
  );
}
