import './parking.css';
import { useEffect } from 'preact/hooks';
import type { Bay } from '../../core/api/types';
import { formatDistance, t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { Card, DemoMark, Icon, Page, Status } from '../../ui';
import { type Fact, Facts, SourceLine } from './Facts';
import { Gone, Loading } from './Gone';
import { BeforeDriving, GuideButton, WatchButton } from './HandOver';
import { GarageOffer, OfflineNotice, WatchNotice } from './Notices';
import { OptionCard, ReportLine } from './OptionCard';
import { NO_PROFILE, profile } from './profile';
import { type BayOption, FAR_MINUTES, bayOption, nearestGarage, rank } from './ranking';
import { bays, findBay, isEmpty, now, sites, watchParking } from './store';
import {
  bayKindWord, kerbText, maxStayText, misfitText, optionIcon, optionWord, orientationText, sideText, sizeText, slopeText, surfaceText, yesNo,
} from './words';

const NEIGHBOURS = 2;

function facts(bay: Bay): Fact[] {
  return [
    { icon: 'ruler', label: t('Größe'), value: sizeText(bay) },
    { icon: 'footprints', label: t('Bordstein'), value: kerbText(bay.kerb) },
    { icon: 'trending-up', label: t('Gefälle'), value: slopeText(bay.slopePercent) },
    { icon: 'layers', label: t('Boden'), value: surfaceText(bay.surface) },
    { icon: 'arrow-down-up', label: t('Parkrichtung'), value: orientationText(bay.orientation) },
    { icon: 'move-horizontal', label: t('Straßenseite'), value: sideText(bay.side) },
    { icon: 'route', label: t('Zum nächsten Eingang'), value: bay.entranceDistanceM === null ? null : formatDistance(bay.entranceDistanceM) },
    { icon: 'clock', label: t('Parkdauer'), value: maxStayText(bay.maxStay ?? bay.restrictions[0]?.maxStay ?? null) },
    { icon: 'lightbulb', label: t('Beleuchtet'), value: yesNo(bay.lit) },
    { icon: 'umbrella', label: t('Überdacht'), value: yesNo(bay.covered) },
  ];
}

function State({ option }: { option: BayOption }) {
  const { bay } = option;
  return (
    <Card>
      <div class="stack">
        <div class="option-head">
          <p class="kind"><Icon name={optionIcon(option)} /> {bayKindWord(bay)}</p>
          <Status kind={option.status}>{optionWord(option)}</Status>
        </div>
        <p><ReportLine option={option} /></p>
        {bay.nearby !== null && <p class="mut">{t('In der Nähe: {place}', { place: bay.nearby })}</p>}
        {option.misfit === 'personal' && <p class="misfit"><Icon name="triangle-alert" /> {misfitText('personal')}</p>}
        {bay.source.demo && <p><DemoMark /></p>}
        {bay.bayKind === 'general' && (
          <>
            {option.status !== 'closed' && <GuideButton target={bay} />}
            <WatchButton target={option} />
            <BeforeDriving />
          </>
        )}
      </div>
    </Card>
  );
}

/** If this one does not work out: the next free ones and the nearest garage, seen from here. */
function Instead({ bay }: { bay: Bay }) {
  const isDisabled = bay.restrictions.some(({ type }) => type === 'disabled');
  const question = { bays: bays.value, sites: sites.value, near: bay, profile: profile.value, now: now.value };
  const next = rank({ ...question, filters: new Set(isDisabled ? ['free', 'disabled'] as const : ['free'] as const) })
    .filter(({ id, misfit, walkMinutes }) => id !== bay.id && misfit !== 'tooLow' && walkMinutes <= FAR_MINUTES).slice(0, NEIGHBOURS);
  const garage = nearestGarage(sites.value, bay, profile.value, now.value);
  return (
    <div class="stack-l">
      {next.length > 0 && (
        <section class="stack" aria-labelledby="next">
          <h2 id="next">{t('Freie Plätze in der Nähe')}</h2>
          <ul class="stack bare" role="list">{next.map((option) => <OptionCard key={option.id} option={option} />)}</ul>
        </section>
      )}
      {!next.some(({ id }) => id === garage?.id) && <GarageOffer garage={garage} title={t('Das nächste Parkhaus')} />}
    </div>
  );
}

/** One bay. Everything comes from the list of all bays, so it opens without network, too. */
export default function BayPage({ params }: PageProps) {
  useEffect(watchParking, []);
  const bay = findBay(params.id ?? '');
  if (bay === null) return isEmpty.value ? <Loading back="/parken" /> : <Gone />;
  const option = bayOption(bay, bay, NO_PROFILE, now.value);
  return (
    <Page title={bay.name} back="/parken">
      <div class="split">
        <div class="stack-l">
          <div class="stack">
            <OfflineNotice />
            <WatchNotice except={bay.id} />
            <State option={option} />
          </div>
          <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{t('So ist der Platz')}</h2>
            <Facts facts={facts(bay)} />
            <SourceLine source={bay.source} />
          </section>
        </div>
        <Instead bay={bay} />
      </div>
    </Page>
  );
}
