import './parking.css';
import { useEffect, useState } from 'preact/hooks';
import { city } from '../../core/city';
import { t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { Button, Chip, Chips, EmptyState, Icon, Page, Skeleton, announce } from '../../ui';
import { hasRoomBeside } from '../../ui/MapView';
import { places } from '../places/store';
import { filters, garageInstead, openFinder, options, toggleFilter, writeFinder } from './finder';
import { BeforeDriving } from './HandOver';
import { GarageOffer, LiveLine, OfflineNotice, WatchNotice } from './Notices';
import { OptionCard, optionSummary } from './OptionCard';
import { OriginDialog, originText } from './OriginDialog';
import { ParkingMap } from './ParkingMap';
import { ProfileDialog } from './ProfileDialog';
import type { Filter } from './ranking';
import { bays, isEmpty, isFailed, refresh, watchParking } from './store';

const FIRST = 12;
const STEP = 20;

function FilterChips() {
  const chip = (filter: Filter, label: string, icon?: Parameters<typeof Chip>[0]['icon']) => (
    <Chip pressed={filters.value.has(filter)} icon={icon} onToggle={(isOn) => toggleFilter(filter, isOn)}>{label}</Chip>
  );
  return (
    <Chips label={t('Was möchten Sie sehen?')}>
      {chip('free', t('Jetzt frei'))}
      {chip('disabled', t('Behindertenparkplatz'), 'accessibility')}
      {chip('garage', t('Parkhaus'), 'warehouse')}
      {chip('charging', t('E-Auto laden'), 'plug-zap')}
      {chip('parkAndRide', t('Park + Ride'), 'tram-front')}
      {chip('truck', t('Lkw'), 'truck')}
    </Chips>
  );
}

function Asking() {
  const [dialog, open] = useState<'origin' | 'profile' | null>(null);
  const close = (): void => {
    open(null);
    writeFinder();
  };
  return (
    <div class="asking">
      <Button variant="alt" icon="map-pin" onClick={() => open('origin')}>
        <span class="visually-hidden">{t('Nah bei')}: </span><bdi>{originText()}</bdi>
      </Button>
      <Button variant="alt" icon="sliders-horizontal" onClick={() => open('profile')}>{t('Für mich')}</Button>
      <OriginDialog open={dialog === 'origin'} onClose={close} />
      <ProfileDialog open={dialog === 'profile'} onClose={close} />
    </div>
  );
}

function Nothing() {
  const isFiltered = filters.value.size > 0;
  return (
    <EmptyState icon="circle-parking" title={filters.value.has('free') ? t('Gerade ist kein freier Platz gemeldet') : t('Dazu haben wir nichts gefunden')}>
      {isFiltered && <Button variant="alt" onClick={() => { filters.value = new Set(); writeFinder(); }}>{t('Alle Plätze zeigen')}</Button>}
    </EmptyState>
  );
}

function Results() {
  const [shown, setShown] = useState(FIRST);
  const list = options.value;
  const isDemo = bays.value.some(({ source }) => source.demo);
  if (isFailed.value) {
    return (
      <EmptyState icon="wifi-off" title={t('Wir können die Parkplätze gerade nicht zeigen')}>
        <p>{t('Auf diesem Gerät sind noch keine älteren Daten.')}</p>
        <Button icon="refresh-cw" onClick={() => void refresh()}>{t('Noch einmal versuchen')}</Button>
      </EmptyState>
    );
  }
  if (isEmpty.value || city.data.value === null) return <Skeleton lines={4} />;
  return (
    <section class="stack" aria-label={t('Gefundene Plätze')}>
      <div>
        <h2 class="summary num">{list.length === 0 ? t('Keine Plätze') : optionSummary(list)}</h2>
        {filters.value.has('disabled') && <p class="mut">{t('Nur mit blauem Parkausweis.')}</p>}
        <LiveLine />
      </div>
      {list.length === 0 && <Nothing />}
      <ul class="stack bare" role="list">
        {list.slice(0, shown).map((option) => <OptionCard key={option.id} option={option} />)}
      </ul>
      {list.length > shown && (
        <Button
          variant="alt" wide
          onClick={() => {
            setShown(shown + STEP);
            announce(t('Weitere Plätze stehen am Ende der Liste.'));
          }}
        >
          {t('Mehr zeigen')}
        </Button>
      )}
      <GarageOffer garage={garageInstead.value} title={t('Nicht lange suchen: das nächste Parkhaus')} />
      <BeforeDriving />
      {isDemo && <p class="notice"><Icon name="sparkles" /><span>{t('Plätze mit dem Wort „Demo“ sind erfunden.')}</span></p>}
    </section>
  );
}

/** The finder: a list by usefulness; the map is the same list drawn. */
export default function ParkingPage({ query }: PageProps) {
  useEffect(() => {
    openFinder(query);
    void places.refresh();
    return watchParking();
  }, []);
  const [isWide] = useState(hasRoomBeside);
  return (
    <Page title={t('Parken')} back="/">
      <div class="split finder">
        <div class="stack">
          <Asking />
          <FilterChips />
          <OfflineNotice />
          <WatchNotice />
          {!isWide && <ParkingMap />}
          <Results />
        </div>
        {isWide && <ParkingMap />}
      </div>
    </Page>
  );
}
