import { useState } from 'preact/hooks';
import type { DeskDevice, DeviceState } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { DemoMark, Field, LiveAge, Status } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { type Column, DataTable } from '../table/DataTable';
import { SensorTabs } from './SensorTabs';
import { batteryText, deviceStateKind, deviceStateWord, targetText } from './words';

const STATES: readonly DeviceState[] = ['working', 'silent', 'neverSeen', 'outOfService'];

export const StateMark = ({ state }: { state: DeviceState }) => <Status kind={deviceStateKind(state)}>{deviceStateWord(state)}</Status>;

const columns = (): Column<DeskDevice>[] => [
  { key: 'name', label: t('Name'), sort: 'name', cell: (device) => <bdi>{device.name}</bdi> },
  { key: 'state', label: t('Zustand'), cell: (device) => <span class="wrap"><StateMark state={device.state} />{device.demo && <DemoMark />}</span> },
  { key: 'seen', label: t('Zuletzt gehört'), sort: 'lastSeen', cell: (device) => (device.lastSeenAt ? <LiveAge at={device.lastSeenAt} /> : t('nie')) },
  { key: 'battery', label: t('Batterie'), sort: 'battery', cell: batteryText },
  { key: 'target', label: t('Platz'), cell: (device) => <bdi>{targetText(device)}</bdi> },
  { key: 'model', label: t('Modell'), sort: 'profile', cell: (device) => <bdi>{device.model}</bdi> },
];

function StateFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field label={t('Zustand')}>
      {(wiring) => (
        <select class="input" {...wiring} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{t('Alle')}</option>
          {STATES.map((state) => <option key={state} value={state}>{deviceStateWord(state)}</option>)}
        </select>
      )}
    </Field>
  );
}

/** All devices: which of them are well, which are silent. */
export default function DevicesPage(_props: PageProps) {
  const [state, setState] = useState('');
  return (
    <DeskPage title={t('Sensoren')}>
      <SensorTabs />
      <DataTable<DeskDevice>
        label={t('Geräte')} path="/api/v1/desk/sensors/devices" columns={columns()} defaultSort="name"
        rowKey={({ id }) => id} rowHref={({ id }) => `/desk/sensoren/geraete/${id}`}
        filters={{ device_state: state || null }} controls={<StateFilter value={state} onChange={setState} />}
        empty={t('Dazu haben wir nichts gefunden')}
      />
    </DeskPage>
  );
}
