import './places.css';
import { useEffect, useState } from 'preact/hooks';
import { locate } from '../../core/geo';
import { formatDistance, nt, t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { Button, Chip, Chips, EmptyState, Field, Icon, LiveAge, Page, Rich, Skeleton } from '../../ui';
import { hasRoomBeside } from '../../ui/MapView';
import { askServer, category, here, onlyAccessible, openPlaces, query, rows, writePlaces, type PlaceRow } from './finder';
import { PlaceRowLink } from './PlaceRowLink';
import { PlacesMap } from './PlacesMap';
import { places } from './store';

const FIRST = 25;
const STEP = 50;
const TYPING_MS = 300;

function SearchField() {
  useEffect(() => {
    const timer = setTimeout(() => void askServer(query.value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [query.value]);
  return (
    <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        class="input" type="search" enterkeyhint="search" autocomplete="off" aria-label={t('Orte suchen')}
        placeholder={t('Name, Straße oder Art')} value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          writePlaces();
        }}
      />
      <button class="tool" type="submit"><Icon name="search" /><span class="visually-hidden">{t('Suchen')}</span></button>
    </form>
  );
}

function NearMe() {
  const [failed, setFailed] = useState(false);
  async function toggle(isOn: boolean): Promise<void> {
    setFailed(false);
    const at = isOn ? await locate() : null;
    here.value = typeof at === 'string' ? null : at;
    setFailed(typeof at === 'string');
  }
  return (
    <>
      <Chips label={t('Auswahl')}>
        <Chip icon="locate-fixed" pressed={here.value !== null} onToggle={(isOn) => void toggle(isOn)}>{t('Bei mir in der Nähe')}</Chip>
        <Chip
          icon="accessibility" pressed={onlyAccessible.value}
          onToggle={(isOn) => {
            onlyAccessible.value = isOn;
            writePlaces();
          }}
        >
          {t('Barrierefreies WC')}
        </Chip>
      </Chips>
      <div role="status">{failed && <p class="mut">{t('Wir wissen nicht, wo Sie sind. Die Liste geht von A bis Z.')}</p>}</div>
    </>
  );
}

function KindSelect() {
  const data = places.data.value;
  return (
    <Field label={t('Art des Ortes')}>
      {(wiring) => (
        <select
          class="input" {...wiring} value={category.value ?? ''}
          onChange={(event) => {
            category.value = event.currentTarget.value || null;
            writePlaces();
          }}
        >
          <option value="">{t('Alle Arten')}</option>
          {data?.groups.map(({ id, label }) => (
            <optgroup key={id} label={t(label)}>
              {data.categories.filter((entry) => entry.group === id).map((entry) => <option key={entry.id} value={entry.id}>{t(entry.label)}</option>)}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

function Results({ list }: { list: PlaceRow[] }) {
  const [shown, setShown] = useState(FIRST);
  const data = places.data.value;
  if (data === null && places.failed.value) {
    return (
      <EmptyState icon="wifi-off" title={t('Wir können die Orte gerade nicht zeigen')}>
        <Button icon="refresh-cw" onClick={() => void places.refresh()}>{t('Noch einmal versuchen')}</Button>
      </EmptyState>
    );
  }
  if (data === null) return <Skeleton lines={4} />;
  return (
    <section class="stack" aria-label={t('Gefundene Orte')}>
      <h2 class="summary"><span role="status">{nt('{n} Ort', '{n} Orte', list.length)}</span></h2>
      <p class="notice"><Icon name="history" /><span>{t('Die Angaben sind von {year}. Manches kann sich geändert haben.', { year: data.asOf })}</span></p>
      {list.length === 0 ? (
        <EmptyState icon="search" title={t('Dazu haben wir nichts gefunden')}>
          <p>{t('Prüfen Sie die Schreibweise oder wählen Sie eine andere Art.')}</p>
        </EmptyState>
      ) : (
        <ul class="list" role="list">
          {list.slice(0, shown).map(({ place, distanceM }) => (
            <PlaceRowLink key={place.id} place={place} end={distanceM === null ? undefined : formatDistance(distanceM)} />
          ))}
        </ul>
      )}
      {list.length > shown && <Button variant="alt" wide onClick={() => setShown(shown + STEP)}>{t('Mehr zeigen')}</Button>}
      <p class="mut">{t('Quelle: {name}', { name: data.source })} · {data.licence}</p>
    </section>
  );
}

/** All places as a list; the map shows the same. */
export default function PlacesPage({ query: params }: PageProps) {
  useEffect(() => openPlaces(params), [params.toString()]);
  useEffect(() => void places.refresh(), []);
  const [isWide] = useState(hasRoomBeside);
  return (
    <Page title={onlyAccessible.value ? t('Barrierefreie WCs') : t('Orte')} back="/">
      <div class="split finder">
        <div class="stack">
          <SearchField />
          <NearMe />
          <KindSelect />
          {places.offline.value && places.confirmedAt.value !== null && (
            <p class="notice"><Icon name="wifi-off" /><span><Rich text={t('Keine Verbindung. Letzte Daten: {age}.')} age={<LiveAge at={places.confirmedAt.value} />} /></span></p>
          )}
          {!isWide && <PlacesMap list={rows.value} />}
          <Results list={rows.value} />
        </div>
        {isWide && <PlacesMap list={rows.value} />}
      </div>
    </Page>
  );
}
