import { useEffect, useState } from 'preact/hooks';
import { change } from '../../../core/api';
import type { DeskPlace, DeskPlaceRow } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { type PageProps, navigate } from '../../../core/router';
import { Button, Check, Icon, Rich, Skeleton, showToast } from '../../../ui';
import { places } from '../../places/store';
import { DeskPage } from '../DeskPage';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { DataTable } from '../table/DataTable';
import { problemText } from '../table/useTable';
import { useThing } from '../useThing';
import { FIELDS, type PlaceField, type PlaceValues, fieldText, valueText } from './fields';

/** The first step: which other place is meant. */
function Choose({ place, onChoose }: { place: DeskPlace; onChoose: (id: string) => void }) {
  return (
    <section class="stack" aria-labelledby="other">
      <h2 id="other">{t('Welcher andere Ort ist derselbe?')}</h2>
      <DataTable<DeskPlaceRow>
        path="/api/v1/desk/places" label={t('Orte')} defaultSort="name" hasCsv={false} empty={t('Dazu haben wir nichts gefunden.')}
        rowKey={({ id }) => id} filters={{ category: place.category }}
        columns={[
          { key: 'name', label: t('Name'), sort: 'name', cell: ({ name }) => <bdi>{name}</bdi> },
          { key: 'street', label: t('Straße und Hausnummer'), sort: 'street', cell: ({ street }) => <bdi>{street ?? '–'}</bdi> },
        ]}
        rowActions={({ id, name, state }) => state === 'listed' && id !== place.id
          && <Button variant="alt" onClick={() => onChoose(id)}>{t('Vergleichen')}<span class="visually-hidden">: {name}</span></Button>}
      />
    </section>
  );
}

const textAt = (place: DeskPlace, field: PlaceField): string =>
  (field === 'lat' ? `${place.lat}, ${place.lon}` : valueText(field, place[field]));

interface CompareProps {
  kept: DeskPlace;
  gone: DeskPlace;
  onSwap: () => void;
  /** Somebody changed one of the two meanwhile: both are shown as they are now. */
  onReload: () => void;
}

/** The second step: what the entry that stays says from now on, field by field. */
function Compare({ kept, gone, onSwap, onReload }: CompareProps) {
  const [taken, take] = useState<ReadonlySet<PlaceField>>(new Set());
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // a position is one thing: half of it from here and half from there would be somewhere else
  const differing = FIELDS.filter((field) => field !== 'lon' && textAt(kept, field) !== textAt(gone, field));

  function choose(field: PlaceField, fromGone: boolean): void {
    const next = new Set(taken);
    if (fromGone) next.add(field);
    else next.delete(field);
    take(next);
  }

  async function merge(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === '') return;
    const values = Object.fromEntries([...taken, ...(taken.has('lat') ? ['lon' as const] : [])].map((field) => [field, gone[field]])) as PlaceValues;
    try {
      await change('POST', `/api/v1/desk/places/${gone.id}/merge`, { etag: `"v${gone.version}"`, body: { intoId: kept.id, intoVersion: kept.version, values, reason: reason.trim() } });
      showToast(t('Zusammengelegt. Alte Adressen führen jetzt zum neuen Eintrag.'));
      navigate(`/desk/orte/${gone.id}`);
    } catch (error) {
      setProblem(problemText(error));
      onReload();
    }
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void merge(event)}>
      <div class="card stack">
        <p><Rich text={t('Es bleibt {kept}. Dahin führt dann auch {gone}.')} kept={<strong><bdi>{kept.name}</bdi></strong>} gone={<strong><bdi>{gone.name}</bdi></strong>} /></p>
        <div><Button variant="alt" icon="arrow-down-up" onClick={onSwap}>{t('Umgekehrt')}</Button></div>
      </div>
      <div class="versions versions-merge">
        {differing.map((field) => (
          <fieldset key={field}>
            <legend>{field === 'lat' ? t('Lage') : fieldText(field)}</legend>
            <Check group={`merge-${field}`} label={<span dir="auto">{textAt(kept, field)}</span>} checked={!taken.has(field)} onChange={() => choose(field, false)} />
            <Check group={`merge-${field}`} label={<span dir="auto">{textAt(gone, field)}</span>} checked={taken.has(field)} onChange={() => choose(field, true)} />
          </fieldset>
        ))}
      </div>
      <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
      <Problem text={problem} />
      <Button type="submit" wide icon="layers">{t('Zusammenlegen')}</Button>
    </form>
  );
}

function Both({ place, otherId, reload }: { place: DeskPlace; otherId: string; reload: () => void }) {
  const other = useThing<DeskPlace>(`/api/v1/desk/places/${otherId}`);
  const [isSwapped, swap] = useState(false);
  if (other.data === null) return other.problem === null ? <Skeleton lines={3} /> : <p class="notice"><Icon name="triangle-alert" /><span>{other.problem}</span></p>;
  const [kept, gone] = isSwapped ? [other.data, place] : [place, other.data];
  return (
    <Compare
      key={`${kept.id}${kept.version}${gone.version}`} kept={kept} gone={gone} onSwap={() => swap(!isSwapped)}
      onReload={() => {
        reload();
        void other.reload();
      }}
    />
  );
}

/** Two entries for one place become one. */
export default function MergePage({ params, query }: PageProps) {
  const id = params.id ?? '';
  const otherId = query.get('mit');
  const thing = useThing<DeskPlace>(`/api/v1/desk/places/${id}`);
  useEffect(() => void places.refresh(), []);
  const place = thing.data;
  return (
    <DeskPage title={t('Orte zusammenlegen')} back={otherId === null ? `/desk/orte/${id}` : `/desk/orte/${id}/zusammenlegen`} intro={place && <bdi>{place.name}</bdi>}>
      {place === null && (thing.problem === null ? <Skeleton lines={3} /> : <p class="notice"><Icon name="triangle-alert" /><span>{thing.problem}</span></p>)}
      {place !== null && otherId === null && <Choose place={place} onChoose={(other) => navigate(`/desk/orte/${id}/zusammenlegen?mit=${other}`)} />}
      {place !== null && otherId !== null && <Both place={place} otherId={otherId} reload={() => void thing.reload()} />}
    </DeskPage>
  );
}
