import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskPlace } from '../../../core/api/types';
import { formatDate, t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { Button, List, ListLink, Status, showToast } from '../../../ui';
import { MapPanel } from '../../../ui/MapView';
import { noonOf } from '../../places/reasons';
import { places } from '../../places/store';
import { changeLines } from '../audit/difference';
import { type Choice, ConflictDialog, type ConflictField } from '../ConflictDialog';
import { HistoryList } from '../HistoryList';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { ThingPage } from '../ThingPage';
import { type Thing, useThing } from '../useThing';
import { type Draft, type PlaceField, type PlaceValues, changesOf, fieldText, meaning, mistakesOf, toDraft, valueText } from './fields';
import { PlaceForm } from './PlaceForm';
import { ReportsTable } from './ReportsTable';
import { stateKind, stateText } from './words';

/** Both versions of what I changed, for the one who was slower. */
const versions = (mine: PlaceValues, theirs: DeskPlace): ConflictField[] =>
  Object.entries(mine).map(([field, value]) => ({
    key: field, label: fieldText(field as PlaceField),
    mine: valueText(field as PlaceField, value), theirs: valueText(field as PlaceField, theirs[field as PlaceField]),
  }));

interface EditorProps {
  place: DeskPlace;
  thing: Thing<DeskPlace>;
  onSaved: () => void;
}

function Editor({ place, thing, onSaved }: EditorProps) {
  const [draft, setDraft] = useState<Draft>(() => toDraft(place));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState<{ mine: PlaceValues; fields: ConflictField[] } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const mistakes = tried ? mistakesOf(draft) : {};
  const point = { lat: meaning('lat', draft.lat) as number, lon: meaning('lon', draft.lon) as number };
  const isPoint = Number.isFinite(point.lat) && Number.isFinite(point.lon);

  async function send(values: PlaceValues): Promise<void> {
    setProblem(null);
    const saved = await save<DeskPlace>('PATCH', `/api/v1/desk/places/${place.id}`, thing.etag, { ...values, reason: reason.trim() });
    if (saved.kind === 'failed') return setProblem(saved.text);
    const now = await thing.reload();
    if (now === null) return setProblem(t('Gerade nicht erreichbar'));
    if (saved.kind === 'conflict') {
      // only what I changed stays in the form; the rest becomes what the other person saved
      const mine = Object.keys(values).map((field) => [field, draft[field as PlaceField]]);
      setDraft({ ...toDraft(now), ...Object.fromEntries(mine) as Partial<Draft> });
      return setConflict({ mine: values, fields: versions(values, now) });
    }
    setConflict(null);
    setDraft(toDraft(now));
    setReason('');
    setTried(false);
    showToast(t('Gespeichert. Alle sehen es jetzt.'));
    onSaved();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    const values = changesOf(place, draft);
    if (Object.keys(values).length === 0) return setProblem(t('Sie haben noch nichts geändert.'));
    if (Object.keys(mistakesOf(draft)).length > 0 || reason.trim() === '') {
      setProblem(null);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return undefined;
    }
    return send(values);
  }

  async function choose(choice: Choice): Promise<void> {
    if (conflict === null) return;
    const mine = Object.fromEntries(Object.entries(conflict.mine).filter(([field]) => choice[field] === 'mine')) as PlaceValues;
    const theirs = thing.data;
    setConflict(null);
    if (Object.keys(mine).length > 0) return send(mine);
    if (theirs) setDraft(toDraft(theirs));
    setReason('');
    setTried(false);
  }

  return (
    <form class="card stack" ref={form} noValidate aria-labelledby="edit" onSubmit={(event) => void submit(event)}>
      <h2 id="edit">{t('Angaben ändern')}</h2>
      <PlaceForm place={place} draft={draft} mistakes={mistakes} onChange={(field, value) => setDraft({ ...draft, [field]: value })} />
      {isPoint && (
        <MapPanel
          label={t('Karte mit diesem Ort')} focus={point} onSelect={() => undefined}
          points={[{ id: place.id, ...point, href: `/orte/${place.id}`, title: draft.name, status: 'place', label: draft.name }]}
        />
      )}
      <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
      <Problem text={problem} />
      <Button type="submit" wide icon="check">{t('Speichern')}</Button>
      <ConflictDialog fields={conflict?.fields ?? null} onChoose={(choice) => void choose(choice)} onClose={() => setConflict(null)} />
    </form>
  );
}

function Beside({ place }: { place: DeskPlace }) {
  return (
    <section class="card stack" aria-labelledby="entry">
      <h2 id="entry">{t('Dieser Eintrag')}</h2>
      <p><Status kind={stateKind(place.state)}>{stateText(place.state)}</Status></p>
      <p class="mut">
        {place.editedOn === null
          ? t('Quelle: {name}, Stand {date}', { name: place.source, date: place.asOf })
          : t('Quelle: {name}, Stand {date}, von der Stadt geändert am {day}', { name: place.source, date: place.asOf, day: formatDate(noonOf(place.editedOn)) })}
      </p>
      {place.mergedInto && <List><ListLink href={`/desk/orte/${place.mergedInto.id}`} icon="map-pin" title={<bdi>{place.mergedInto.name}</bdi>} detail={t('steht jetzt unter diesem Eintrag')} /></List>}
      {place.mergedFrom.length > 0 && (
        <List label={t('Hierher zusammengelegt')}>
          {place.mergedFrom.map(({ id, name }) => <ListLink key={id} href={`/desk/orte/${id}`} icon="map-pin" title={<bdi>{name}</bdi>} detail={t('gehört jetzt zu diesem Eintrag')} />)}
        </List>
      )}
      {place.state === 'listed' && (
        <div class="wrap">
          <Button variant="alt" icon="eye" href={`/orte/${place.id}`}>{t('In der App ansehen')}</Button>
          <Button variant="alt" icon="layers" href={`/desk/orte/${place.id}/zusammenlegen`}>{t('Mit einem anderen Ort zusammenlegen')}</Button>
        </div>
      )}
    </section>
  );
}

/** One place: what it says, what people report about it, and what was done to it. */
export default function PlacePage({ params }: PageProps) {
  const id = params.id ?? '';
  const thing = useThing<DeskPlace>(`/api/v1/desk/places/${id}`);
  const [round, setRound] = useState(0);
  const [edition, setEdition] = useState(0);
  useEffect(() => void places.refresh(), []);
  async function undone(): Promise<void> {
    await thing.reload();
    setRound(round + 1);
    setEdition(edition + 1);
  }
  return (
    <ThingPage thing={thing} title={t('Ort')} back="/desk/orte" nameOf={({ name }) => name}>
      {(place) => (
        <div class="desk-two">
          {place.state === 'listed' ? <Editor key={edition} place={place} thing={thing} onSaved={() => setRound(round + 1)} /> : <Beside place={place} />}
          <div class="stack-l">
            {place.state === 'listed' && <Beside place={place} />}
            <section class="stack" aria-labelledby="reports">
              <h2 id="reports">{t('Meldungen')}</h2>
              <ReportsTable placeId={id} />
            </section>
            <HistoryList subjectKind="place" subjectId={id} round={round} describe={changeLines} onUndone={() => void undone()} />
          </div>
        </div>
      )}
    </ThingPage>
  );
}
