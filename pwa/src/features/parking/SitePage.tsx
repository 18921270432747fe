import './parking.css';
import { useEffect } from 'preact/hooks';
import type { Site } from '../../core/api/types';
import { formatLength, formatNumber, nt, t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { Card, DemoMark, Icon, Page, Rich, Status } from '../../ui';
import { type Fact, Facts, SourceLine } from './Facts';
import { ForecastChart } from './ForecastChart';
import { Gone, Loading } from './Gone';
import { BeforeDriving, GuideButton, WatchButton } from './HandOver';
import { openness } from './hours';
import { GarageOffer, OfflineNotice, WatchNotice } from './Notices';
import { FreeBar, ReportLine } from './OptionCard';
import { NO_PROFILE, profile } from './profile';
import { type SiteOption, nearestGarage, siteOption } from './ranking';
import { findSite, forecastList, isEmpty, now, sites, watchParking } from './store';
import { audienceIcon, audienceWord, maxStayText, openText, optionIcon, optionWord, siteKindWord } from './words';

/** "7 von 30 Plätzen frei", or what can be said with less. */
function countSentence({ site, free }: SiteOption): string | null {
  if (free !== null && site.capacity !== null) {
    return nt('{free} von {n} Platz frei', '{free} von {n} Plätzen frei', site.capacity, { free: formatNumber(free) });
  }
  if (free !== null) return nt('{n} Platz frei', '{n} Plätze frei', free);
  return site.capacity === null ? null : nt('{n} Platz', '{n} Plätze', site.capacity);
}

function State({ option }: { option: SiteOption }) {
  const { site, free } = option;
  const { counts } = site;
  const sentence = countSentence(option);
  return (
    <Card>
      <div class="stack">
        <div class="option-head">
          <p class="kind"><Icon name={optionIcon(option)} /> {siteKindWord(site.kind)}</p>
          <Status kind={option.status}>{optionWord(option)}</Status>
        </div>
        {sentence !== null && <p class="big num">{sentence}</p>}
        {free !== null && site.capacity !== null && site.capacity > 0 && <FreeBar free={free} capacity={site.capacity} />}
        {free !== null && counts !== null && counts.unknown > 0 && (
          <p class="mut">{nt('{n} Platz ist unbekannt und zählt nicht als frei.', '{n} Plätze sind unbekannt und zählen nicht als frei.', counts.unknown)}</p>
        )}
        <p><ReportLine option={option} /></p>
        {site.source.demo && <p><DemoMark /></p>}
        {option.status !== 'closed' && <GuideButton target={site.entrances[0] ? { ...site.entrances[0], name: site.name } : site} />}
        {site.hasRealtime && <WatchButton target={option} />}
        <BeforeDriving />
      </div>
    </Card>
  );
}

/** Words of the source: German whatever the interface speaks, and read in their own direction. */
const sourceText = (words: string | null) => (words === null ? null : <span lang="de" dir="auto">{words}</span>);

function facts(site: Site): Fact[] {
  const asOf = site.source.asOf;
  return [
    { icon: 'clock', label: t('Öffnungszeiten'), value: openText(openness(site.openIntervals, now.value), site.openingHours) ?? sourceText(site.hoursText) },
    { icon: 'euro', label: t('Preis'), value: sourceText(site.feeText) },
    { icon: 'history', label: t('Parkdauer'), value: maxStayText(site.maxStay) },
    { icon: 'move-vertical', label: t('Höhe'), value: site.maxHeightCm === null ? null : t('bis {height} hoch', { height: formatLength(site.maxHeightCm) }) },
    ...(site.publicTransport === null ? [] : [{ icon: 'bus', label: t('Bus und Bahn'), value: sourceText(site.publicTransport) } as const]),
    ...(site.hoursText !== null && site.openIntervals !== null
      ? [{ icon: 'file-text', label: t('Alle Öffnungszeiten'), value: asOf === null ? sourceText(site.hoursText) : <Rich text={t('{hours} (Stand {date})')} hours={sourceText(site.hoursText)} date={asOf} /> } as const]
      : []),
  ];
}

/** How many spaces there are for whom, and how many of them are free where that is known. */
function Audiences({ site }: { site: Site }) {
  if (site.restrictions.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="audiences">
      <h2 id="audiences">{t('Besondere Plätze')}</h2>
      <dl class="facts">
        {site.restrictions.map(({ type, capacity, free }) => (
          <div key={type}>
            <dt><Icon name={audienceIcon(type)} /> {audienceWord(type)}</dt>
            <dd>{audienceCount(capacity, free)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function audienceCount(capacity: number | null, free: number | null): string {
  if (capacity !== null && free !== null) return t('{free} von {all} frei', { free: formatNumber(free), all: formatNumber(capacity) });
  if (free !== null) return nt('{n} frei', '{n} frei', free);
  return capacity === null ? t('Anzahl unbekannt') : nt('{n} Platz', '{n} Plätze', capacity);
}

function Entrances({ site }: { site: Site }) {
  if (site.entrances.length < 2) return null;
  return (
    <section class="stack" aria-labelledby="entrances">
      <h2 id="entrances">{t('Einfahrten')}</h2>
      <ul class="list" role="list">
        {site.entrances.map((entrance) => (
          <li class="list-row" key={`${entrance.lat},${entrance.lon}`}>
            <span class="grow"><bdi>{entrance.street ?? entrance.name}</bdi></span>
            <GuideButton quiet target={{ ...entrance, name: entrance.street ?? entrance.name }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A garage, street or lot. */
export default function SitePage({ params }: PageProps) {
  useEffect(() => {
    void forecastList.refresh();
    return watchParking();
  }, []);
  const site = findSite(params.id ?? '');
  if (site === null) return isEmpty.value ? <Loading back="/parken" /> : <Gone />;
  const option = siteOption(site, site, NO_PROFILE, now.value);
  const isFull = option.status === 'taken' || option.status === 'closed';
  const garage = isFull ? nearestGarage(sites.value.filter(({ id }) => id !== site.id), site, profile.value, now.value) : null;
  return (
    <Page title={site.name} back="/parken">
      <div class="split">
        <div class="stack-l">
          <div class="stack">
            <OfflineNotice />
            <WatchNotice except={site.id} />
            <State option={option} />
          </div>
          <GarageOffer garage={garage} title={t('Nicht lange suchen: das nächste Parkhaus')} />
          <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{t('Gut zu wissen')}</h2>
            {site.street !== null && <p><Rich text={t('Adresse: {street}')} street={<bdi>{site.street}</bdi>} /></p>}
            <Facts facts={facts(site)} />
            <SourceLine source={site.source} />
          </section>
        </div>
        <div class="stack-l">
          <Audiences site={site} />
          <ForecastChart site={site} />
          <Entrances site={site} />
        </div>
      </div>
    </Page>
  );
}
