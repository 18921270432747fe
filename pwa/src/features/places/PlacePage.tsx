import './places.css';
import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import type { PlaceDetail, PlaceSummary } from '../../core/api/types';
import { formatDate, t } from '../../core/i18n';
import { waitingCount } from '../../core/outbox';
import { type PageProps, navigate } from '../../core/router';
import { Button, Card, EmptyState, Icon, Page, Rich, Skeleton } from '../../ui';
import { Facts } from '../parking/Facts';
import { GuideButton } from '../parking/HandOver';
import { noonOf, reasonText } from './reasons';
import { ReportDialog } from './ReportForm';
import { categoryOf, findPlace, places } from './store';

/** What the server knows beyond the list; `null` while loading and without network. */
function useDetail(id: string): PlaceDetail | null {
  const [detail, setDetail] = useState<PlaceDetail | null>(null);
  useEffect(() => {
    let isGone = false;
    get<PlaceDetail>(`/api/v1/places/${id}`).then(
      ({ data }) => {
        if (!isGone) setDetail(data);
      },
      () => undefined, // without network the list's own entry stays on the screen
    );
    return () => {
      isGone = true;
    };
  }, [id]);
  return detail;
}

function Head({ place, detail }: { place: PlaceSummary; detail: PlaceDetail | null }) {
  const kind = categoryOf(place.category);
  return (
    <Card>
      <div class="stack">
        {kind && <p class="kind"><Icon name={kind.icon as 'map-pin'} /> {t(kind.label)}</p>}
        {place.street !== null && <p class="big"><bdi>{detail?.zip ? `${place.street}, ${detail.zip}` : place.street}</bdi></p>}
        {detail?.districtName && <p class="mut">{t('Stadtteil {name}', { name: detail.districtName })}</p>}
        {place.accessibleToilet && <p><Icon name="accessibility" /> {t('Hier gibt es ein barrierefreies WC.')}</p>}
        {place.note !== null && detail === null && <p lang="de" dir="auto">{place.note}</p>}
        <GuideButton target={place} />
        <Button variant="alt" wide icon="circle-parking" href={`/parken?bei=${place.id}&zeige=`}>{t('Parken in der Nähe')}</Button>
      </div>
    </Card>
  );
}

/** Hours that the city changed by hand are not as old as the rest. */
function Hours({ detail }: { detail: PlaceDetail }) {
  const hours = <bdi lang="de">{detail.hoursText}</bdi>;
  return detail.edited.includes('hoursText') ? hours : <Rich text={t('{hours} (Stand {date})')} hours={hours} date={detail.asOf} />;
}

/** What the city says to notes from people. */
function Answers({ detail }: { detail: PlaceDetail }) {
  return (
    <ul class="list" role="list" aria-label={t('Antworten der Stadt')}>
      {detail.answers.map(({ reason, note, decidedOn }) => (
        <li class="list-row" key={note}>
          <span class="grow">
            <span class="mut">{t('Gemeldet: {what}. Antwort der Stadt am {day}:', { what: reasonText(reason), day: formatDate(noonOf(decidedOn)) })}</span>
            <span lang="de" dir="auto">{note}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function About({ place, detail }: { place: PlaceSummary; detail: PlaceDetail | null }) {
  const list = places.data.value;
  const asOf = detail?.asOf ?? list?.asOf ?? '';
  return (
    <section class="card stack" aria-labelledby="about">
      <h2 id="about">{t('Gut zu wissen')}</h2>
      {detail?.description && <p lang="de" dir="auto">{detail.description}</p>}
      <Facts
        facts={[
          { icon: 'clock', label: t('Öffnungszeiten'), value: detail?.hoursText ? <Hours detail={detail} /> : null },
          ...(detail?.web ? [{ icon: 'external-link', label: t('Im Internet'), value: <a href={detail.web} target="_blank" rel="noopener noreferrer" class="ltr">{new URL(detail.web).hostname}</a> } as const] : []),
        ]}
      />
      {detail && detail.entrances.length > 1 && (
        <ul class="list" role="list" aria-label={t('Eingänge')}>
          {detail.entrances.map((entrance) => <li class="list-row" key={entrance.name}><bdi>{entrance.name}</bdi></li>)}
        </ul>
      )}
      {detail && detail.answers.length > 0 && <Answers detail={detail} />}
      <p class="mut">
        {detail?.editedOn
          ? t('Quelle: {name}, Stand {date}, von der Stadt geändert am {day}', { name: detail.source, date: asOf, day: formatDate(noonOf(detail.editedOn)) })
          : t('Quelle: {name}, Stand {date}', { name: detail?.source ?? list?.source ?? '', date: asOf })}
      </p>
      <Report placeId={place.id} />
    </section>
  );
}

function Report({ placeId }: { placeId: string }) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <Button variant="alt" icon="flag" onClick={() => open(true)}>{t('Stimmt nicht? Melden')}</Button>
      {waitingCount.value > 0 && <p class="mut"><Icon name="cloud-off" /> {t('Eine Meldung wartet noch auf Netz.')}</p>}
      <ReportDialog placeId={placeId} open={isOpen} onClose={() => open(false)} />
    </>
  );
}

/** One place. The list on the device is enough to show it; details come when there is network. */
export default function PlacePage({ params }: PageProps) {
  const id = params.id ?? '';
  useEffect(() => void places.refresh(), []);
  const detail = useDetail(id);
  const place = findPlace(id) ?? detail;
  useEffect(() => {
    // the server led us on: this entry was merged into another one
    if (detail !== null && detail.id !== id) navigate(`/orte/${detail.id}`, { replace: true });
  }, [detail]);
  if (place === null) {
    const isMissing = places.data.value !== null || places.failed.value;
    return (
      <Page title={isMissing ? t('Ort nicht gefunden') : t('Orte')} back="/orte">
        {isMissing
          ? <EmptyState icon="map-pin" title={t('Diesen Ort gibt es hier nicht')}><Button href="/orte">{t('Alle Orte ansehen')}</Button></EmptyState>
          : <Skeleton lines={3} />}
      </Page>
    );
  }
  return (
    <Page title={place.name} back="/orte">
      <div class="split">
        <Head place={place} detail={detail} />
        <About place={place} detail={detail} />
      </div>
    </Page>
  );
}
