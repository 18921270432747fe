import { t } from '../../core/i18n';
import { Button, Card, Icon, LiveAge, Rich, Status } from '../../ui';
import { OptionCard } from './OptionCard';
import type { Option } from './ranking';
import { confirmedAt, isOffline, live, refresh } from './store';
import { stopWatching, watchedOption } from './watch';
import { statusWord } from './words';

/** Says when what is shown could not be confirmed, and how old it is. */
export function OfflineNotice() {
  if (!isOffline.value) return null;
  return (
    <div class="notice" role="status">
      <Icon name="wifi-off" />
      <p class="grow">
        {confirmedAt.value === null
          ? t('Keine Verbindung.')
          : <Rich text={t('Keine Verbindung. Letzte Daten: {age}.')} age={<LiveAge at={confirmedAt.value} />} />}
      </p>
      <Button variant="quiet" icon="refresh-cw" onClick={() => void refresh()}>{t('Neu laden')}</Button>
    </div>
  );
}

/** One line on where the picture comes from. */
export function LiveLine() {
  if (isOffline.value) return null;
  const isLive = live.value?.connection.value === 'live';
  return <p class="mut live-line">{isLive ? t('Live: Die Liste ändert sich von selbst.') : t('Die Liste lädt alle 20 Sekunden neu.')}</p>;
}

/** What is being watched, on every parking screen. */
export function WatchNotice({ except }: { except?: string }) {
  const option = watchedOption.value;
  if (option === null || option.id === except) return null;
  const name = option.kind === 'bay' ? option.bay.name : option.site.name;
  return (
    <Card tint="samt">
      <div class="stack">
        <p><Icon name="eye" /> <Rich text={t('Wir beobachten {name}, solange die App offen ist.')} name={<bdi>{name}</bdi>} /></p>
        <div class="option-foot">
          <Status kind={option.status}>{statusWord(option.status)}</Status>
          <Button variant="quiet" onClick={stopWatching}>{t('Beenden')}</Button>
        </div>
      </div>
    </Card>
  );
}

/** The way out when nothing near is free. */
export function GarageOffer({ garage, title }: { garage: Option | null; title: string }) {
  if (garage === null) return null;
  return (
    <section class="stack" aria-label={title}>
      <h2>{title}</h2>
      <ul class="stack bare" role="list"><OptionCard option={garage} /></ul>
    </section>
  );
}
