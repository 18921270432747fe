import './alerts.css';
import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, get } from '../../core/api';
import type { AlertDetail } from '../../core/api/types';
import { city } from '../../core/city';
import { LOCALES, currentLocale, formatDateTime, t } from '../../core/i18n';
import type { PageProps } from '../../core/router';
import { changeSettings, settings } from '../../core/settings';
import { stopReading } from '../../core/speech';
import { Button, Chips, DemoMark, EmptyState, Icon, Page, Rich, Skeleton, showToast } from '../../ui';
import { Where } from './Where';
import { type Words, isActive, langOfPart, toneOf, wordsFor } from './logic';
import { alerts, followAlerts, now, understand, understood } from './store';
import { useReading } from './simple';
import { TONE_ICON, kindWord, untilWords, whereWords } from './words';

type Found = { alert: AlertDetail } | 'missing' | 'unreachable' | null;

/** The page of one warning; asked for anew when the list tells of a newer revision. */
function useAlert(id: string): Found {
  const [found, setFound] = useState<Found>(null);
  const revision = alerts.data.value?.alerts.find((alert) => alert.id === id)?.revision;
  useEffect(() => {
    let isGone = false;
    get<AlertDetail>(`/api/v1/alerts/${id}`).then(
      ({ data }) => {
        if (!isGone) setFound({ alert: data });
      },
      (error: unknown) => {
        if (!isGone) setFound((before) => before ?? (error instanceof ApiProblem ? 'missing' : 'unreachable'));
      },
    );
    return () => {
      isGone = true;
    };
  }, [id, revision]);
  return found;
}

function ToDo({ words }: { words: Words }) {
  if (words.steps.length === 0) return null;
  const lang = langOfPart(words, 'steps');
  return (
    <section class="card todo stack" aria-labelledby="todo">
      <h2 id="todo">{t('Das sollen Sie jetzt tun')}</h2>
      <ol lang={lang} dir="auto">{words.steps.map((step) => <li key={step}>{step}</li>)}</ol>
      {(words.ours as Words['ours'] | undefined)?.includes('steps') && <p class="mut">{t('Diesen Text haben wir übersetzt, nicht der Absender.')}</p>}
    </section>
  );
}

function About({ alert, words }: { alert: AlertDetail; words: Words }) {
  const lang = langOfPart(words, 'description');
  const link = alert.web === null ? null : new URL(alert.web);
  return (
    <section class="card stack" aria-labelledby="about">
      <h2 id="about">{t('Was ist los?')}</h2>
      <div class="prose" lang={lang} dir="auto">{words.description.map((line) => <p key={line}>{line}</p>)}</div>
      <p class="mut"><Rich text={t('Quelle: {name}')} name={<bdi lang="de">{[alert.sender, alert.credit].filter(Boolean).join(' · ')}</bdi>} /></p>
      {link !== null && <p><a class="ltr" href={link.href} target="_blank" rel="noopener noreferrer">{link.hostname}</a></p>}
    </section>
  );
}

function News({ alert }: { alert: AlertDetail }) {
  if (alert.versions.length < 2) return null;
  const word = { alert: t('Warnung'), update: t('Neuer Stand'), cancel: t('Entwarnung') } as const;
  return (
    <section class="card stack" aria-labelledby="news">
      <h2 id="news">{t('Verlauf')}</h2>
      <ol class="stack bare" role="list">
        {alert.versions.toReversed().map((version) => (
          <li key={version.id}>
            <b>{word[version.kind]}</b> · <time dateTime={version.sentAt}>{formatDateTime(new Date(version.sentAt))}</time>
            <p lang="de" dir="auto">{version.headline}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** All languages one tap away; those the sender wrote himself come with his words. */
function Languages() {
  const current = currentLocale();
  return (
    <Chips label={t('In einer anderen Sprache lesen')}>
      {LOCALES.map(({ id, name, dir }) => (
        <button key={id} class="chip" type="button" aria-pressed={id === current} onClick={() => changeSettings({ locale: id })}>
          <span lang={id} dir={dir}>{name}</span>
        </button>
      ))}
    </Chips>
  );
}

async function passOn(title: string): Promise<void> {
  const url = location.href;
  if ('share' in navigator) await navigator.share({ title, url }).catch(() => undefined);
  else await (navigator as Navigator).clipboard?.writeText(url).then(() => showToast(t('Der Link ist kopiert.')), () => undefined);
}

function Actions({ alert, title }: { alert: AlertDetail; title: string }) {
  const isUnderstood = understood.value.includes(alert.revision);
  const number = city.data.value?.emergencyPhone ?? '112';
  return (
    <div class="stack">
      <Button wide icon="check" pressed={isUnderstood} onClick={() => understand(alert.revision)}>
        {isUnderstood ? t('Verstanden') : t('Ich habe es verstanden')}
      </Button>
      <div class="pair">
        <Button variant="alt" wide icon="share" onClick={() => void passOn(title)}>{t('Weitersagen')}</Button>
        <Button variant="danger" wide icon="phone" href={`tel:${number}`}>{t('Notruf {number}', { number })}</Button>
      </div>
    </div>
  );
}

function Screen({ alert }: { alert: AlertDetail }) {
  const locale = currentLocale();
  const words = wordsFor(alert.texts, locale);
  const isOver = !isActive(alert, now.value);
  const isGerman = locale === 'de' || locale === 'de-simple';
  const isSimple = settings.value.mode === 'einfach';
  const isForeign = words !== null && (words.locale !== locale || words.untranslated.length > 0) && !isGerman;
  const title = words?.headline ?? '';
  return (
    <div class="split">
      <div class="stack">
        <div class="stack alert-head">
          <h2 lang={words ? langOfPart(words, 'headline') : undefined} dir="auto">{title}</h2>
          {isSimple && <p class="alert-plain"><b>{whereWords(alert)}</b> · <b>{untilWords(alert, now.value)}</b></p>}
          <p class="mut"><bdi>{alert.sender}</bdi>{!isSimple && <> · {untilWords(alert, now.value)}</>}</p>
          {alert.demo && <p class="notice"><DemoMark /> <span>{t('Diese Warnung ist erfunden. Es ist nichts passiert.')}</span></p>}
          {!alert.demo && alert.status === 'exercise' && <p class="notice"><Icon name="info" /> <span>{t('Das ist eine Übung. Es ist nichts passiert.')}</span></p>}
          {isForeign && <p class="notice"><Icon name="languages" /> <span>{t('Nicht alles gibt es in Ihrer Sprache.')}</span></p>}
        </div>
        {words !== null && <ToDo words={words} />}
        {isSimple ? <Actions alert={alert} title={title} /> : <Languages />}
        <Where alert={alert} isOver={isOver} />
        {isSimple ? <Languages /> : <Actions alert={alert} title={title} />}
      </div>
      <div class="stack">
        {words !== null && <About alert={alert} words={words} />}
        <News alert={alert} />
        <Button variant="alt" wide icon="list" href="/warnungen">{t('Alle Warnungen ansehen')}</Button>
      </div>
    </div>
  );
}

/** One warning: what to do first, then where and how long, then who says so. */
export default function AlertPage({ params }: PageProps) {
  const found = useAlert(params.id ?? '');
  useEffect(() => {
    void city.refresh();
    const stop = followAlerts();
    return () => {
      stop();
      if (settings.peek().mode !== 'einfach') stopReading();
    };
  }, []);
  useReading(found !== null && typeof found !== 'string' ? found.alert.revision : undefined);
  if (found === null) return <Page title={t('Warnung')} back="/warnungen"><Skeleton lines={3} /></Page>;
  if (typeof found === 'string') {
    return (
      <Page title={t('Warnung')} back="/warnungen">
        <EmptyState icon={found === 'missing' ? 'info' : 'cloud-off'} title={found === 'missing' ? t('Diese Warnung gibt es nicht mehr') : t('Keine Verbindung.')}>
          <Button href="/warnungen">{t('Alle Warnungen ansehen')}</Button>
        </EmptyState>
      </Page>
    );
  }
  const tone = toneOf(found.alert, now.value);
  return (
    <Page title={kindWord(found.alert, now.value)} back="/warnungen" tone={found.alert.demo ? 'demo' : tone} icon={TONE_ICON[tone]} readable>
      <Screen alert={found.alert} />
    </Page>
  );
}
