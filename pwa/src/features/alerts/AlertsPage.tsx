import './alerts.css';
import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AlertSummary } from '../../core/api/types';
import { districts } from '../../core/city';
import { currentLocale, formatNumber, t } from '../../core/i18n';
import { Button, Chip, Chips, DemoMark, EmptyState, Icon, LiveAge, Page, Rich, Skeleton, Status } from '../../ui';
import { CheckCard } from './CheckCard';
import { concernsMe, headlineFor, toneOf } from './logic';
import { alerts, followAlerts, history, myDistricts, now } from './store';
import { TONE_ICON, kindWord, untilWords, whereWords } from './words';

/** A hundred warnings stay readable: the most pressing first, the rest on wish. */
const FIRST = 20;
const FEW = 5;

function Row({ alert, level }: { alert: AlertSummary; level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  const tone = toneOf(alert, now.value);
  const { text, lang } = headlineFor(alert, currentLocale());
  return (
    <li class={`card alert-row tone-edge-${alert.demo ? 'demo' : tone}`}>
      <p class="kind"><Icon name={TONE_ICON[tone]} /> <span class="grow">{kindWord(alert, now.value)}</span>{alert.demo && <DemoMark />}</p>
      <Heading><a class="cover" href={`/warnungen/${alert.id}`}><bdi lang={lang}>{text}</bdi></a></Heading>
      <p class="mut">{untilWords(alert, now.value)}</p>
      <p class="mut"><bdi>{whereWords(alert)}</bdi> · <bdi>{alert.sender}</bdi></p>
    </li>
  );
}

/** Many warnings stand under their degree of danger, in the order they came; a few need no headings. */
function groupsOf(list: readonly AlertSummary[], isGrouped: boolean): { word: string; members: AlertSummary[] }[] {
  if (!isGrouped || list.length <= FEW) return [{ word: '', members: [...list] }];
  const groups = new Map<string, AlertSummary[]>();
  for (const alert of list) {
    const word = kindWord(alert, now.value);
    groups.set(word, [...(groups.get(word) ?? []), alert]);
  }
  return [...groups].map(([word, members]) => ({ word, members }));
}

function Rows({ list, level = 3 }: { list: readonly AlertSummary[]; level?: 2 | 3 }) {
  const [isAll, showAll] = useState(false);
  const shown = isAll ? list : list.slice(0, FIRST);
  return (
    <>
      {groupsOf(shown, level === 2).map(({ word, members }) => (
        <Fragment key={word}>
          {word !== '' && <h2 class="alert-group">{word} · {formatNumber(list.filter((alert) => kindWord(alert, now.value) === word).length)}</h2>}
          <ul class="stack bare" role="list">{members.map((alert) => <Row key={alert.id} alert={alert} level={word === '' ? level : 3} />)}</ul>
        </Fragment>
      ))}
      {shown.length < list.length && <Button variant="alt" wide icon="list" onClick={() => showAll(true)}>{t('Alle Warnungen ansehen')}</Button>}
    </>
  );
}

function ForWhom() {
  const areas = districts.data.value?.districts.features ?? [];
  if (areas.length === 0) return null;
  const toggle = (code: string, isOn: boolean): void => {
    myDistricts.value = isOn ? [...myDistricts.value, code] : myDistricts.value.filter((other) => other !== code);
  };
  return (
    <details class="card card-fold">
      <summary>{t('Für welche Stadtteile?')}</summary>
      <div class="stack">
        <p class="mut">{t('Ohne Auswahl sehen Sie alle Warnungen. Ihre Auswahl bleibt auf diesem Gerät.')}</p>
        <Chips label={t('Für welche Stadtteile?')}>
          {areas.map((area) => {
            const code = String(area.properties?.id);
            return <Chip key={code} pressed={myDistricts.value.includes(code)} onToggle={(isOn) => toggle(code, isOn)}>{String(area.properties?.name)}</Chip>;
          })}
        </Chips>
      </div>
    </details>
  );
}

function Sources() {
  const sources = alerts.data.value?.sources ?? [];
  if (sources.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="sources">
      <h2 id="sources">{t('Woher kommen die Warnungen?')}</h2>
      <ul class="stack bare" role="list">
        {sources.map((source) => (
          <li key={source.key} class="row">
            <div class="grow">
              <b>{source.name}</b>
              <p class="mut">{source.checkedAt === null ? t('noch nicht erreicht') : <Rich text={t('geprüft {age}')} age={<LiveAge at={source.checkedAt} />} />}</p>
              <p class="mut">{source.credit}</p>
            </div>
            {source.demo ? <DemoMark /> : source.stale ? <Status kind="unknown">{t('zu lange her')}</Status> : <Status kind="ok">{t('aktuell')}</Status>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past() {
  useEffect(() => void history.refresh(), []);
  const list = history.data.value?.alerts;
  if (list === undefined) return null;
  return (
    <section class="stack" aria-labelledby="past">
      <h2 id="past">{t('Frühere Warnungen')}</h2>
      {list.length === 0 ? <p class="mut">{t('In den letzten 90 Tagen gab es hier keine.')}</p> : <Rows list={list} />}
    </section>
  );
}

/** What is in force, how sure we are, what was. */
export default function AlertsPage() {
  useEffect(() => {
    void districts.refresh();
    return followAlerts();
  }, []);
  const list = alerts.data.value?.alerts;
  const mine = (list ?? []).filter((alert) => concernsMe(alert, myDistricts.value));
  const others = (list ?? []).filter((alert) => !concernsMe(alert, myDistricts.value));
  return (
    <Page title={t('Warnungen')} back="/">
      <div class="split">
        <div class="stack">
          {alerts.offline.value && (
            <p class="notice">
              <Icon name="cloud-off" />
              <span>
                {t('Keine Verbindung.')}{' '}
                {alerts.confirmedAt.value !== null && <Rich text={t('Letzte Daten: {age}.')} age={<LiveAge at={alerts.confirmedAt.value} />} />}
              </span>
            </p>
          )}
          {list === undefined && (alerts.failed.value ? <EmptyState icon="cloud-off" title={t('Warnungen lassen sich gerade nicht prüfen')}><p>{t('Achten Sie auf Sirenen, Radio und die Warn-App NINA.')}</p></EmptyState> : <Skeleton lines={2} />)}
          <CheckCard />
          {mine.length > 0 && <Rows list={mine} level={2} />}
          {others.length > 0 && (
            <section class="stack" aria-labelledby="others">
              <h2 id="others">{t('In anderen Stadtteilen')}</h2>
              <Rows list={others} />
            </section>
          )}
          <Button variant="alt" wide icon="bell" href="/warnungen/benachrichtigungen">{t('Warnungen aufs Handy')}</Button>
          <ForWhom />
        </div>
        <div class="stack">
          <Sources />
          <Past />
        </div>
      </div>
    </Page>
  );
}
