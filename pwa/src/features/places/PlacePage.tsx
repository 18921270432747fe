import './places.css';
import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import type { PlaceDetail, PlaceSummary } from '../../core/api/types';
import { t } from '../../core/i18n';
import { waitingCount } from '../../core/outbox';
import type { PageProps } from '../../core/router';
import { Button, Card, EmptyState, Icon, Page, Rich, Skeleton } from '../../ui';
import { Facts } from '../parking/Facts';
import { GuideButton } from '../parking/HandOver';
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

function About({ place, detail }: { place: PlaceSummary; detail: PlaceDetail | null }) {
  const list = places.data.value;
  const asOf = detail?.asOf ?? list?.asOf ?? '';
  return (
    <section class="card stack" aria-labelledby="about">
      <h2 id="about">{t('Gut zu wissen')}</h2>
      {detail?.description && <p lang="de" dir="auto">{detail.description}</p>}
      <Facts
        facts={[
          { icon: 'clock', label: t('Öffnungszeiten'), value: detail?.hoursText ? <Rich text={t('{hours} (Stand {date})')} hours={<bdi lang="de">{detail.hoursText}</bdi>} date={asOf} /> : null },
          ...(detail?.web ? [{ icon: 'external-link', label: t('Im Internet'), value: <a href={detail.web} target="_blank" rel="noopener noreferrer" class="ltr">{new URL(detail.web).hostname}</a> } as const] : []),
        ]}
      />
      {detail && detail.entrances.length > 1 && (
        <ul class="list" role="list" aria-label={t('Eingänge')}>
          {detail.entrances.map((entrance) => <li class="list-row" key={entrance.name}><bdi>{entrance.name}</bdi></li>)}
        </ul>
      )}
      <p class="mut">{t('Quelle: {name}, Stand {date}', { name: detail?.source ?? list?.source ?? '', date: asOf })}</p>
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
