import '../content/content.css';
import './assistant.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SearchResults } from '../../core/api/types';
import { nt, t } from '../../core/i18n';
import { type PageProps, navigate, replaceQuery } from '../../core/router';
import { Button, EmptyState, Icon, List, ListLink, Page, Skeleton } from '../../ui';
import { isQuery } from '../content/finding';
import { textOf } from '../content/Text';
import { CrisisCards } from './CrisisCards';
import { bring } from './conversation';
import { find, finding } from './finding';

const TYPING_MS = 300;
/** Where all of a group are, for a query. Groups without such a screen show their best only. */
const ALL: Readonly<Record<string, string>> = { content: '/rathaus', places: '/orte' };

type Group = SearchResults['groups'][number];

function GroupOf({ group, query }: { group: Group; query: string }) {
  const all = ALL[group.group];
  return (
    <section class="stack" aria-labelledby={`group-${group.group}`}>
      <h2 id={`group-${group.group}`}>{group.title}</h2>
      <List>
        {group.hits.map(({ id, title, text, path, language }) => (
          <ListLink
            key={id} href={path} title={<span {...textOf(language)}>{title}</span>}
            detail={text === '' ? undefined : <span class="two-lines" {...textOf(language)}>{text}</span>}
          />
        ))}
      </List>
      {all !== undefined && group.total > group.hits.length && (
        <Button variant="alt" wide href={`${all}?q=${encodeURIComponent(query)}`}>{t('Alle ansehen')}</Button>
      )}
    </section>
  );
}

function Results({ query }: { query: string }) {
  const { results, offline, query: answered } = finding.value;
  if (results === null) return <Skeleton lines={3} />;
  const count = results.groups.reduce((sum, group) => sum + group.hits.length, 0);
  return (
    <>
      <CrisisCards cards={results.cards} />
      {offline && <p class="notice"><Icon name="wifi-off" /><span>{t('Keine Verbindung. Wir zeigen, was auf Ihrem Gerät gespeichert ist.')}</span></p>}
      <p class="visually-hidden" role="status">{nt('{n} Treffer', '{n} Treffer', count)}</p>
      {results.groups.map((group) => <GroupOf key={group.group} group={group} query={answered} />)}
      {count === 0 && results.cards.length === 0 && <EmptyState icon="search" title={t('Dazu haben wir nichts gefunden')} />}
      {!offline && (
        <Button
          wide variant={count === 0 ? 'primary' : 'alt'} icon="circle-question-mark"
          onClick={() => {
            bring(query);
            navigate('/fragen');
          }}
        >
          {t('Als Frage stellen')}
        </Button>
      )}
    </>
  );
}

/** One box over everything: pages of the town hall, places, and whatever else can be found. */
export default function SearchPage({ query: params }: PageProps) {
  const query = useSignal(params.get('q') ?? '');
  useEffect(() => {
    const timer = setTimeout(() => void find(query.value), finding.peek().results === null ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [query.value]);
  return (
    <Page title={t('Suchen')} back="/">
      <div class="stack-l talk">
        <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
          <input
            class="input" type="search" enterkeyhint="search" autocomplete="off" value={query.value}
            aria-label={t('Was möchten Sie wissen?')} placeholder={t('Was möchten Sie wissen?')}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              replaceQuery(new URLSearchParams(query.value ? { q: query.value } : {}));
            }}
          />
          <button class="tool" type="submit"><Icon name="search" /><span class="visually-hidden">{t('Suchen')}</span></button>
        </form>
        {isQuery(query.value) && <Results query={query.value} />}
      </div>
    </Page>
  );
}
