import { useState } from 'preact/hooks';
import type { DeskDeviceDetail } from '../../../core/api/types';
import { formatDateTime, formatDuration, nt, t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { Button, DemoMark, EmptyState, LiveAge, Skeleton } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { HistoryList } from '../HistoryList';
import { useThing } from '../useThing';
import { deviceChanges } from './device-changes';
import { DeviceForm } from './DeviceForm';
import { StateMark } from './DevicesPage';
import { batteryText, frameKindText, frameStatusText, quantityText, targetText, valueText } from './words';

function Facts({ detail }: { detail: DeskDeviceDetail }) {
  const { device } = detail;
  return (
    <section class="card stack" aria-labelledby="facts">
      <h2 id="facts">{t('Das Gerät')}</h2>
      <dl class="desk-facts">
        <div><dt>{t('Zustand')}</dt><dd><StateMark state={device.state} /></dd></div>
        <div><dt>{t('Zuletzt gehört')}</dt><dd>{device.lastSeenAt ? <LiveAge at={device.lastSeenAt} /> : t('nie')}</dd></div>
        {detail.heartbeatIntervalS !== null && <div><dt>{t('Meldet sich alle')}</dt><dd>{formatDuration(detail.heartbeatIntervalS / 60)}</dd></div>}
        <div><dt>{t('Batterie')}</dt><dd>{batteryText(device)}</dd></div>
        <div>
          <dt>{t('Platz')}</dt>
          <dd>{device.target?.name ? <a href={`/desk/sensoren/plaetze/${device.target.id}`}><bdi>{device.target.name}</bdi></a> : targetText(device)}</dd>
        </div>
        <div><dt>{t('Modell')}</dt><dd><bdi>{device.model}</bdi></dd></div>
        <div><dt>{t('Kennung (devEUI)')}</dt><dd><code class="ltr">{device.devEui}</code></dd></div>
      </dl>
    </section>
  );
}

function Readings({ detail }: { detail: DeskDeviceDetail }) {
  return (
    <section class="card stack" aria-labelledby="readings">
      <h2 id="readings">{t('Letzte Werte')}</h2>
      {detail.readings.length === 0 ? <p class="mut">{t('Noch keine Werte.')}</p> : (
        <dl class="desk-facts">
          {detail.readings.map((reading) => (
            <div key={reading.quantity}>
              <dt>{quantityText(reading.quantity)}</dt>
              <dd>{valueText(reading)} <span class="mut">· <LiveAge at={reading.observedAt} /></span></dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Frames({ detail }: { detail: DeskDeviceDetail }) {
  const { frames } = detail;
  return (
    <details class="card">
      <summary>{nt('{n} letzte Nachricht', '{n} letzte Nachrichten', frames.length)}</summary>
      <ul class="list" role="list">
        {frames.map((frame) => (
          <li key={frame.id} class="list-row">
            <span class="grow">
              <span class="list-title">{frameKindText(frame.kind)}, {frameStatusText(frame.status)}</span>
              <span class="mut"><time dateTime={frame.observedAt}>{formatDateTime(new Date(frame.observedAt))}</time>{frame.rssi !== null && <> · <span class="ltr">{frame.rssi} dBm</span></>}</span>
              {frame.payload !== '' && <span class="mut"><code class="ltr">{frame.payload}</code></span>}
              {frame.reason !== null && <span class="mut"><bdi>{frame.reason}</bdi></span>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One device: how it is, what it said, what it watches. */
export default function DevicePage({ params }: PageProps) {
  const thing = useThing<DeskDeviceDetail>(`/api/v1/desk/sensors/devices/${params.id}`);
  const [round, setRound] = useState(0);
  const refresh = (): void => {
    setRound((known) => known + 1);
    void thing.reload();
  };
  const detail = thing.data;
  return (
    <DeskPage title={detail?.device.name ?? t('Gerät')} back="/desk/sensoren" intro={detail?.device.demo && <DemoMark />}>
      {detail === null && thing.problem === null && <Skeleton lines={3} />}
      {detail === null && thing.problem !== null && (
        <EmptyState icon="triangle-alert" title={thing.problem}>
          <Button icon="refresh-cw" onClick={() => void thing.reload()}>{t('Noch einmal versuchen')}</Button>
        </EmptyState>
      )}
      {detail !== null && (
        <div class="desk-two">
          <div class="stack">
            <DeviceForm thing={thing} device={detail.device} onChanged={refresh} />
          </div>
          <div class="stack">
            <Facts detail={detail} />
            <Readings detail={detail} />
            <Frames detail={detail} />
            <HistoryList subjectKind="sensor.device" subjectId={detail.device.id} round={round} describe={deviceChanges} onUndone={refresh} />
          </div>
        </div>
      )}
    </DeskPage>
  );
}
