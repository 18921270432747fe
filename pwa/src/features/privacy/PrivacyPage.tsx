import './privacy.css';
import { useEffect } from 'preact/hooks';
import type { DataClass, PrivacyNotice } from '../../core/api/types';
import { city } from '../../core/city';
import { currentLocale, t } from '../../core/i18n';
import { Button, EmptyState, Page, Skeleton } from '../../ui';
import { notice } from './store';

function Kind({ entry }: { entry: DataClass }) {
  return (
    <li class="card stack">
      <h3>{entry.what}</h3>
      <dl class="pairs">
        <dt>{t('Warum')}</dt>
        <dd>{entry.why}</dd>
        <dt>{t('Bis wann')}</dt>
        <dd>{entry.until}</dd>
        <dt>{t('Rechtsgrundlage')}</dt>
        <dd>{entry.legalBasis}{entry.paragraph !== null && <>, <bdi lang="de">{entry.paragraph}</bdi></>}</dd>
        {entry.recipients !== null && (
          <>
            <dt>{t('Wer es bekommt')}</dt>
            <dd>{entry.recipients}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

function Responsible({ controller }: { controller: PrivacyNotice['controller'] }) {
  const phone = city.data.value?.authorityPhone ?? '115';
  const known = [controller.name, controller.contact, controller.officer].filter((line) => line !== null);
  return (
    <section class="card prose" aria-labelledby="controller">
      <h2 id="controller">{t('Wer dafür verantwortlich ist')}</h2>
      {known.map((line) => <p key={line} lang="de" dir="auto">{line}</p>)}
      {controller.name === null && (
        <>
          <p>{t('Das hat die Stadt hier noch nicht eingetragen. Bitte fragen Sie am Telefon.')}</p>
          <Button variant="alt" icon="phone" href={`tel:${phone}`}>{t('Anrufen: {number}', { number: phone })}</Button>
        </>
      )}
    </section>
  );
}

function Notice({ data }: { data: PrivacyNotice }) {
  return (
    <>
      <Responsible controller={data.controller} />
      <section class="stack" aria-labelledby="kinds">
        <h2 id="kinds">{t('Was diese App speichert')}</h2>
        <ul class="stack plain" role="list">{data.classes.map((entry) => <Kind key={entry.key} entry={entry} />)}</ul>
      </section>
      <section class="card prose" aria-labelledby="rights">
        <h2 id="rights">{t('Ihre Rechte')}</h2>
        <p>{t('Sie können Ihre Daten ansehen, mitnehmen, berichtigen und löschen lassen. Sie können widersprechen und eine Einwilligung zurücknehmen. Beschweren können Sie sich bei der Datenschutz-Aufsicht des Landes.')}</p>
        <Button icon="database" href="/meine-daten">{t('Meine Daten')}</Button>
      </section>
    </>
  );
}

/** What the app stores about people at all: for everybody, in every language, once opened also without network. */
export default function PrivacyPage() {
  const locale = currentLocale();
  const source = notice();
  useEffect(() => {
    void source.refresh();
    void city.refresh();
  }, [locale]);
  const data = source.data.value;
  return (
    <Page title={t('Datenschutz')} back="/mehr">
      <div class="stack">
        <div class="prose">
          <ul>
            <li>{t('Sie brauchen kein Konto.')}</li>
            <li>{t('Ihr Standort bleibt auf Ihrem Gerät. Er wird nie gesendet.')}</li>
            <li>{t('Es gibt keine Werbung. Wir zählen Ihre Besuche nicht.')}</li>
          </ul>
        </div>
        {data !== null && <Notice data={data} />}
        {data === null && !source.failed.value && <Skeleton lines={3} />}
        {source.failed.value && (
          <EmptyState icon="wifi-off" title={t('Diese Seite ist noch nicht auf Ihrem Gerät.')}>
            <Button icon="refresh-cw" onClick={() => void source.refresh()}>{t('Noch einmal versuchen')}</Button>
          </EmptyState>
        )}
      </div>
    </Page>
  );
}
