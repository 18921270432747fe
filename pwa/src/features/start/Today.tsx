import { useEffect } from 'preact/hooks';
import { waitingCount } from '../../core/outbox';
import { nt, t } from '../../core/i18n';
import { Card, DemoMark, Icon, LiveAge, Rich, Status } from '../../ui';
import { bays, confirmedAt, isOffline, now, watchParking } from '../parking/store';
import { type BaySummary, isDisabledBay, isOpenBay, summarize } from './today';

function BayCard({ title, href, summary }: { title: string; href: string; summary: BaySummary }) {
  const { free, total, unknown, newest } = summary;
  const isKnown = unknown < total;
  return (
    <Card>
      <div class="row">
        <div class="grow">
          <h3><a class="cover" href={href}>{title}</a></h3>
          <p class="mut">
            {nt('{n} Platz mit Sensor', '{n} Plätze mit Sensor', total)}
            {newest !== null && <> · <Rich text={t('gemeldet {age}')} age={<LiveAge at={newest} />} /></>}
          </p>
        </div>
        {isKnown ? (
          <Status kind={free > 0 ? 'free' : 'taken'}>{free > 0 ? nt('{n} frei', '{n} frei', free) : t('belegt')}</Status>
        ) : (
          <Status kind="unknown">{t('unbekannt')}</Status>
        )}
      </div>
    </Card>
  );
}

function Freshness() {
  const waiting = waitingCount.value;
  return (
    <>
      {isOffline.value && (
        <p class="notice">
          <Icon name="cloud-off" />
          <span>
            {t('Keine Verbindung.')}{' '}
            {confirmedAt.value !== null && <Rich text={t('Sie sehen den Stand {age}.')} age={<LiveAge at={confirmedAt.value} />} />}
          </span>
        </p>
      )}
      {waiting > 0 && (
        <p class="notice">
          <Icon name="send" />
          <span>{nt('{n} Meldung wartet auf Netz.', '{n} Meldungen warten auf Netz.', waiting)}</span>
        </p>
      )}
    </>
  );
}

/** Live facts from what exists; the section is absent while there is nothing to say. */
export function Today() {
  useEffect(watchParking, []);
  const disabled = summarize(bays.value.filter(isDisabledBay), now.value);
  const open = summarize(bays.value.filter(isOpenBay), now.value);
  if (!disabled && !open) return <Freshness />;
  return (
    <section class="stack" aria-labelledby="today">
      <div class="row">
        <h2 id="today" class="grow">{t('Jetzt in der Stadt')}</h2>
        {(disabled?.demo || open?.demo) && <DemoMark />}
      </div>
      <Freshness />
      {disabled && <BayCard title={t('Behindertenparkplätze')} href="/parken?filter=disabled" summary={disabled} />}
      {open && <BayCard title={t('Parkplätze an der Straße')} href="/parken?filter=free" summary={open} />}
    </section>
  );
}
