import './content.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ContentEntry, ContentIndex } from '../../core/api/types';
import { currentLocale, localeInfo, nt, t } from '../../core/i18n';
import { type PageProps, replaceQuery } from '../../core/router';
import { Button, EmptyState, Icon, ListLink, Page, Skeleton, iconOr } from '../../ui';
import { findPages, groupPages, isQuery } from './finding';
import { contentIndex, keepTexts } from './store';

function Entry({ page }: { page: ContentEntry }) {
  const text = { lang: page.language, dir: localeInfo(page.language as 'de').dir };
  return <ListLink href={page.path} title={<span {...text}>{page.title}</span>} detail={<span class="two-lines" {...text}>{page.summary}</span>} />;
}

function Groups({ index }: { index: ContentIndex }) {
  return (
    <>
      {groupPages(index).map(({ id, title, icon, pages }) => (
        <section class="stack" key={id} aria-labelledby={`group-${id}`}>
          <h2 id={`group-${id}`} class="group"><Icon name={iconOr(icon)} /> {title}</h2>
          <ul class="list" role="list">{pages.map((page) => <Entry key={page.id} page={page} />)}</ul>
        </section>
      ))}
    </>
  );
}

function Hits({ index, query }: { index: ContentIndex; query: string }) {
  const hits = findPages(index, query);
  return (
    <section class="stack" aria-label={t('Gefundene Seiten')}>
      <h2 class={hits.length > 0 ? 'summary' : 'visually-hidden'}><span role="status">{nt('{n} Seite', '{n} Seiten', hits.length)}</span></h2>
      {hits.length > 0
        ? <ul class="list" role="list">{hits.map((page) => <Entry key={page.id} page={page} />)}</ul>
        : (
          <EmptyState icon="search" title={t('Dazu haben wir nichts gefunden')}>
            <p>{t('Versuchen Sie ein anderes Wort. Oder rufen Sie die Behördennummer 115 an.')}</p>
            <Button href="tel:115" icon="phone">{t('115 anrufen')}</Button>
          </EmptyState>
        )}
    </section>
  );
}

/** Everything people come to the town hall for: search first, then the list by subject. */
export default function RathausPage({ query: params }: PageProps) {
  const locale = currentLocale();
  const { data, failed, offline, refresh } = contentIndex(locale);
  const query = useSignal(params.get('q') ?? '');
  useEffect(() => {
    void refresh();
    void keepTexts(locale);
  }, [locale]);
  const index = data.value;
  return (
    <Page title={t('Rathaus')} back="/">
      <div class="stack-l rathaus">
        <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
          <input
            class="input" type="search" enterkeyhint="search" autocomplete="off" value={query.value}
            aria-label={t('Im Rathaus suchen')} placeholder={t('Zum Beispiel: Ausweis, umziehen')}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              replaceQuery(new URLSearchParams(query.value ? { q: query.value } : {}));
            }}
          />
          <button class="tool" type="submit"><Icon name="search" /><span class="visually-hidden">{t('Suchen')}</span></button>
        </form>
        {offline.value && index !== null && (
          <p class="notice"><Icon name="wifi-off" /><span>{t('Keine Verbindung. Die Seiten sind auf Ihrem Gerät gespeichert.')}</span></p>
        )}
        {index === null && !failed.value && <Skeleton lines={4} />}
        {index === null && failed.value && (
          <EmptyState icon="wifi-off" title={t('Die Seiten sind gerade nicht erreichbar')}>
            <Button icon="refresh-cw" onClick={() => void refresh()}>{t('Noch einmal versuchen')}</Button>
          </EmptyState>
        )}
        {index !== null && (isQuery(query.value) ? <Hits index={index} query={query.value} /> : <Groups index={index} />)}
        <Button variant="alt" icon="landmark" href="/orte?category=town-hall">{t('Ämter und Bürgerbüros finden')}</Button>
      </div>
    </Page>
  );
}
