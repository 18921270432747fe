import { useEffect } from 'preact/hooks';
import { waitingCount } from '../../core/outbox';
import { nt, t } from '../../core/i18n';
import { Card, DemoMark, Icon, LiveAge, Rich, Status } from '../../ui';
import { bays, confirmedAt, isOffline, now, watchParking } from '../parking/store';
import { linkOf, watched, watchedOption } from '../parking/watch';
import { statusWord } from '../parking/words';
import { type BaySummary, isDisabledBay, isOpenBay, summarize } from './today';

function BayCard({ title, href, summary }: { title: string; href: string; summary: BaySummary }) {
  const { free, total, unknown, newest } = summary;
  const isKnown = unknown < total;
  return (
    <Card>
      <div class="row">
        <div class="grow">
          <h3><a class="cover" href={href}>{title}</a></h3>
          <p class="mut">{nt('{n} Platz mit Sensor', '{n} Plätze mit Sensor', total)}</p>
          {newest !== null && (
            /* i18n: {age} is for example "3 minutes ago" */
            <p class="mut"><Rich text={t('gemeldet {age}')} age={<LiveAge at={newest} />} /></p>
          )}
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
            {confirmedAt.value !== null && <Rich text={t('Letzte Daten: {age}.')} age={<LiveAge at={confirmedAt.value} />} />}
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

/** The place one keeps an eye on, first of all. */
function WatchedCard() {
  const option = watchedOption.value;
  const target = watched.value;
  if (!option || !target) return null;
  const name = option.kind === 'bay' ? option.bay.name : option.site.name;
  const observedAt = option.kind === 'bay' ? option.bay.observedAt : option.site.observedAt;
  return (
    <Card tint="samt">
      <div class="row">
        <div class="grow">
          <h3><a class="cover" href={linkOf(target)}><bdi>{name}</bdi></a></h3>
          <p class="mut">
            {t('Sie beobachten diesen Platz.')}{' '}
            {observedAt !== null && <LiveAge at={observedAt} />}
          </p>
        </div>
        <Status kind={option.status}>{statusWord(option.status)}</Status>
      </div>
    </Card>
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
      <WatchedCard />
      {disabled && <BayCard title={t('Behindertenparkplätze')} href="/parken?zeige=disabled" summary={disabled} />}
      {open && <BayCard title={t('Parkplätze an der Straße')} href="/parken?zeige=free" summary={open} />}
    </section>
  );
}
