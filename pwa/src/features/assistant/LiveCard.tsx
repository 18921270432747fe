import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LiveFacts, LiveThing, PageLink } from '../../core/api/types';
import { type LatLon, distanceM, locate } from '../../core/geo';
import { formatDistance, nt, t } from '../../core/i18n';
import { Button, DemoMark, List, ListLink, LiveAge, Rich, Status } from '../../ui';
import type { Tone } from '../alerts/logic';
import { severityWord } from '../alerts/words';
import { statusWord } from '../parking/words';
import { PageLinks } from './PageLinks';

const MOST = 5;
type Parking = Parameters<typeof statusWord>[0];

/** What is true now, in one sentence. Nothing found where the sources have not answered is no answer. */
function headline({ topic, things, known, stale }: LiveFacts): string {
  const found = things.length;
  switch (topic) {
    case 'freeBay':
      if (stale) return t('Wir wissen gerade nicht, wo ein Behinderten-Parkplatz frei ist');
      return found > 0 ? nt('{n} Behinderten-Parkplatz ist frei', '{n} Behinderten-Parkplätze sind frei', found) : t('Gerade ist kein Behinderten-Parkplatz frei');
    case 'parking': return t('Hier können Sie parken');
    case 'alert':
      if (found > 0) return nt('{n} Warnung ist aktiv', '{n} Warnungen sind aktiv', found);
      return stale ? t('Warnungen lassen sich gerade nicht prüfen') : t('Keine Warnung aktiv');
    case 'place':
    case 'opening': return nt('{n} Ort', '{n} Orte', found || known);
  }
}

/** What stands at the end of a row; undefined where there is nothing to say. */
function endOf(thing: LiveThing, topic: LiveFacts['topic'], away: number | null): ComponentChildren {
  if (topic === 'alert') return thing.status === null ? undefined : <Status kind="info">{severityWord(thing.status as Tone)}</Status>;
  if (thing.status !== null) {
    const status = thing.status as Parking;
    return <Status kind={status}>{thing.free !== null && status === 'free' ? nt('{n} frei', '{n} frei', thing.free) : statusWord(status)}</Status>;
  }
  return away === null ? undefined : <span class="mut num">{formatDistance(away)}</span>;
}

function Row({ thing, topic, here }: { thing: LiveThing; topic: LiveFacts['topic']; here: LatLon | null }) {
  const away = here === null || thing.lat === null || thing.lon === null ? null : distanceM(here, { lat: thing.lat, lon: thing.lon });
  const detail = (
    <>
      {thing.detail !== null && <bdi>{thing.detail}</bdi>}
      {away !== null && thing.status !== null && <> · {formatDistance(away)}</>}
      {thing.observedAt !== null && <span class="line"><Rich text={t('gemeldet {age}')} age={<LiveAge at={thing.observedAt} />} /></span>}
    </>
  );
  return <ListLink href={thing.path} title={<bdi>{thing.title}</bdi>} detail={detail} end={endOf(thing, topic, away)} />;
}

const nearestFirst = (things: readonly LiveThing[], here: LatLon | null): LiveThing[] => {
  const away = (thing: LiveThing): number => (here === null || thing.lat === null || thing.lon === null ? Infinity : distanceM(here, { lat: thing.lat, lon: thing.lon }));
  return here === null ? [...things] : [...things].sort((a, b) => away(a) - away(b));
};

/** Answered from what the city's own screens show now, with its age. The position stays on the phone. */
export function LiveCard({ facts, pages, id }: { facts: LiveFacts; pages: readonly PageLink[]; id: string }) {
  const here = useSignal<LatLon | null>(null);
  const isLost = useSignal(false);
  const { things, topic } = facts;
  const canSort = things.length > 1 && things.some(({ lat }) => lat !== null);
  useEffect(() => {
    here.value = null;
  }, [facts]);
  async function sort(): Promise<void> {
    const at = await locate();
    isLost.value = typeof at === 'string';
    if (typeof at !== 'string') here.value = at;
  }
  return (
    <div class="stack">
      <div class="card stack">
        <div class="row"><h2 id={id} tabIndex={-1} class="grow">{headline(facts)}</h2>{things.some(({ demo }) => demo) && <DemoMark />}</div>
        {topic === 'alert' && things.length === 0 && <p>{t('Achten Sie auf Sirenen, Radio und die Warn-App NINA.')}</p>}
        {things.length > 0 && <List>{nearestFirst(things, here.value).slice(0, MOST).map((thing) => <Row key={thing.path} thing={thing} topic={topic} here={here.value} />)}</List>}
        {canSort && <div><Button variant="alt" icon="locate-fixed" pressed={here.value !== null} onClick={() => void sort()}>{t('Bei mir in der Nähe')}</Button></div>}
        <div role="status">{isLost.value && <p class="mut">{t('Wir wissen nicht, wo Sie sind.')}</p>}</div>
        {facts.source !== '' && (
          <p class="mut">
            <Rich text={t('Quelle: {name}')} name={<bdi>{facts.source}</bdi>} />
            {facts.observedAt !== null && <> · <Rich text={t('geprüft {age}')} age={<LiveAge at={facts.observedAt} />} /></>}
            {facts.asOf !== null && <span class="line">{t('Die Angaben sind von {year}. Manches kann sich geändert haben.', { year: facts.asOf })}</span>}
          </p>
        )}
        <Button wide icon="list" href={facts.path}>{t('Alle ansehen')}</Button>
      </div>
      <PageLinks pages={pages} />
    </div>
  );
}
