import './content.css';
import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../../core/api/clock';
import type { ContentPage, ContentSection } from '../../core/api/types';
import { type LocaleId, LOCALES, currentLocale, formatDate, isLocale, t } from '../../core/i18n';
import { type PageProps, place } from '../../core/router';
import { settings } from '../../core/settings';
import { Button, EmptyState, Icon, List, ListLink, Page, Rich, Skeleton } from '../../ui';
import { Helpful } from './Helpful';
import { TermDialog } from './TermDialog';
import { Tools } from './Tools';
import { Blocks, Explain, textOf } from './Text';
import { NOTHING_READ, type Reading, keepTexts, readPage } from './store';
import { categoryOf, places } from '../places/store';

/** Language of the link, else of the app. */
export const localeOf = (query: URLSearchParams, fallback: LocaleId): LocaleId => {
  const wanted = query.get('sprache');
  return isLocale(wanted) ? wanted : fallback;
};

const ICONS = { audience: 'users', deadline: 'clock', fee: 'euro', steps: 'list', documents: 'file-text' } as const;
/** Short facts stand side by side in one tinted card. */
const FACTS: readonly string[] = ['audience', 'deadline', 'fee'];

/** The language one reads comes first: on a phone the row is longer than the screen. */
function Languages({ page }: { page: ContentPage }) {
  const isShown = (id: LocaleId): boolean => id === page.language;
  const others = LOCALES.filter(({ id }) => page.available.includes(id)).sort((a, b) => Number(isShown(b.id)) - Number(isShown(a.id)));
  return (
    <nav class="chips" aria-label={t('Sprache dieser Seite')}>
      {others.map(({ id, name }) => (
        <a class="chip" key={id} lang={id} hreflang={id} href={`${page.path}?sprache=${id}`} aria-current={isShown(id) ? 'true' : undefined}>
          <span>{name}</span>
        </a>
      ))}
    </nav>
  );
}

function Notices({ page, isOffline }: { page: ContentPage; isOffline: boolean }) {
  const isExpired = serverNow() > Date.parse(`${page.validUntil}T23:59:59Z`);
  return (
    <>
      {isOffline && <p class="notice"><Icon name="wifi-off" /><span>{t('Keine Verbindung. Sie lesen die gespeicherte Seite.')}</span></p>}
      {isExpired && <p class="notice"><Icon name="history" /><span>{t('Diese Seite ist älter als geplant. Fragen Sie im Zweifel die Behördennummer 115.')}</span></p>}
      {page.notices.map(({ kind, text }) => (
        <p class="notice" key={kind} {...textOf(page.locale)}><Icon name={kind === 'missing' ? 'languages' : 'info'} /><span>{text}</span></p>
      ))}
    </>
  );
}

function Section({ section, page }: { section: ContentSection; page: ContentPage }) {
  const isOurs = section.id in ICONS;
  const icon = ICONS[section.id as keyof typeof ICONS];
  return (
    <section class="prose" aria-labelledby={section.title ? `h-${section.id}` : undefined}>
      {section.title && (
        <h2 id={`h-${section.id}`} class="group" {...textOf(isOurs ? page.locale : page.language)}>{icon && <Icon name={icon} />} {section.title}</h2>
      )}
      <div class="prose" {...textOf(page.language)}><Blocks blocks={section.blocks} /></div>
    </section>
  );
}

function Laws({ page }: { page: ContentPage }) {
  return (
    <section class="prose" aria-labelledby="h-sources">
      <h2 id="h-sources" class="group" {...textOf(page.locale)}><Icon name="scale" /> {page.lawTitle}</h2>
      <ul lang="de" dir="ltr">
        {page.laws.map(({ paragraph, about, url }) => (
          <li key={paragraph}><p>{url ? <a href={url} target="_blank" rel="noopener">{paragraph}</a> : paragraph}: {about}</p></li>
        ))}
      </ul>
    </section>
  );
}

function Source({ page }: { page: ContentPage }) {
  const name = page.sourceUrl ? <a lang="de" href={page.sourceUrl} target="_blank" rel="noopener">{page.source}</a> : <span lang="de">{page.source}</span>;
  return (
    <p class="mut">
      <Rich text={t('Quelle: {name}')} name={name} /> · {t('geprüft am {date}', { date: formatDate(new Date(page.checkedOn)) })}
      {page.lsCheckedBy && <> · {t('Einfache Sprache geprüft von {name}', { name: page.lsCheckedBy })}</>}
    </p>
  );
}

function Article({ page, locale, isOffline }: { page: ContentPage; locale: LocaleId; isOffline: boolean }) {
  const [termId, setTerm] = useState<string | null>(null);
  // in large letters the row of languages would fill the first screen
  const isLarge = settings.value.mode === 'einfach' || settings.value.textSize >= 150;
  const facts = page.sections.filter(({ id }) => FACTS.includes(id));
  const rest = page.sections.filter(({ id }) => !FACTS.includes(id));
  return (
    <Explain.Provider value={setTerm}>
      <article class="stack-l readable">
        <div class="stack">
          {!isLarge && <Languages page={page} />}
          <Notices page={page} isOffline={isOffline} />
          <p class="lead" {...textOf(page.language)}>{page.summary}</p>
          <Tools page={page} locale={locale} />
        </div>
        {facts.length > 0 && <div class="card card-tint stack">{facts.map((section) => <Section key={section.id} section={section} page={page} />)}</div>}
        {rest.map((section) => <Section key={section.id} section={section} page={page} />)}
        {page.laws.length > 0 && <Laws page={page} />}
        <Source page={page} />
        {page.kind !== 'statement' && <Helpful pageId={page.id} language={page.language} />}
        {isLarge && <Languages page={page} />}
        <nav class="stack only-screen" aria-label={t('Das passt dazu')}>
          <h2>{t('Das passt dazu')}</h2>
          <List>
            {page.related.map(({ id, title, path }) => <ListLink key={id} href={path} icon="file-text" title={<span dir="auto">{title}</span>} />)}
            {page.places.map((category) => <ListLink key={category} href={`/orte?category=${category}`} icon="map-pin" title={<PlaceKind category={category} />} />)}
            <ListLink href="tel:115" icon="phone" title={t('115 anrufen')} detail={t('Behördennummer')} />
          </List>
        </nav>
      </article>
      <TermDialog term={page.terms.find(({ id }) => id === termId)} locale={page.locale} onClose={() => setTerm(null)} />
    </Explain.Provider>
  );
}

function PlaceKind({ category }: { category: string }) {
  const kind = categoryOf(category);
  return <>{kind ? t(kind.label) : t('Passende Orte')}</>;
}

/** One page of the town hall or about this app, in the language of the link or of the reader. */
export default function TownHallPage({ params, query }: PageProps) {
  const locale = localeOf(query, currentLocale());
  const id = params.id ?? place.value.path.slice(1); // statements have an address of their own, named like their id
  const back = params.id === undefined ? '/mehr' : '/rathaus';
  const reading = useSignal<Reading>(NOTHING_READ);
  useEffect(() => {
    let isCurrent = true;
    void readPage(locale, id, reading, () => isCurrent);
    void keepTexts(locale);
    void places.refresh();
    return () => {
      isCurrent = false;
    };
  }, [locale, id]);
  const { page, state, offline } = reading.value;
  if (page !== null) {
    return (
      <Page title={page.title} titleLang={page.language} back={back}>
        <Article page={page} locale={locale} isOffline={offline} />
      </Page>
    );
  }
  return (
    <Page title={state === 'missing' ? t('Seite nicht gefunden') : t('Rathaus')} back={back}>
      {state === 'loading' && <Skeleton lines={4} />}
      {state === 'missing' && (
        <EmptyState icon="file-text" title={t('Diese Seite gibt es hier nicht')}><Button href="/rathaus">{t('Alle Seiten ansehen')}</Button></EmptyState>
      )}
      {state === 'unreachable' && (
        <EmptyState icon="wifi-off" title={t('Die Seiten sind gerade nicht erreichbar')}>
          <Button icon="refresh-cw" onClick={() => void readPage(locale, id, reading, () => true)}>{t('Noch einmal versuchen')}</Button>
        </EmptyState>
      )}
    </Page>
  );
}
