import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ContentSection, PageAnswer, PageLink } from '../../core/api/types';
import { LOCALES, type LocaleId, currentLocale, formatDate, t } from '../../core/i18n';
import { canSpeakIn, isReadingText, toggleText } from '../../core/speech';
import { Button, Chip, Dialog, Icon, Rich, showToast } from '../../ui';
import { Helpful } from '../content/Helpful';
import { TermDialog } from '../content/TermDialog';
import { Blocks, Explain, textOf } from '../content/Text';
import { PageLinks } from './PageLinks';
import { type Turn, readTurn, showIn } from './conversation';

const SIMPLE: LocaleId = 'de-simple';

/** The parts that answer, the one that fits best first. */
function sectionsOf({ passage, steps, documents, best }: PageAnswer): ContentSection[] {
  const order = best === 'documents' ? [passage, documents, steps] : [passage, steps, documents];
  return order.filter((section) => section !== null);
}

function Source({ page }: { page: PageAnswer }) {
  const name = page.sourceUrl ? <a lang="de" href={page.sourceUrl} target="_blank" rel="noopener">{page.source}</a> : <span lang="de">{page.source}</span>;
  return <p class="mut"><Rich text={t('Quelle: {name}')} name={name} /> · {t('geprüft am {date}', { date: formatDate(new Date(page.checkedOn)) })}</p>;
}

function Notices({ page }: { page: PageAnswer }) {
  return (
    <>
      {page.isExpired && <p class="notice"><Icon name="history" /><span>{t('Diese Seite ist älter als geplant. Fragen Sie im Zweifel die Behördennummer 115.')}</span></p>}
      {page.notices.map(({ kind, text }) => <p class="notice" key={kind}><Icon name={kind === 'missing' ? 'languages' : 'info'} /><span dir="auto">{text}</span></p>)}
    </>
  );
}

/** Reading aloud, plain German, another language: each one tap away. */
function Ways({ turn, page, id, read }: { turn: Turn; page: PageAnswer; id: string; read: () => void }) {
  const isChoosing = useSignal(false);
  const others = LOCALES.filter(({ id }) => page.available.includes(id) && id !== page.language);
  const canBeSimple = page.language === 'de' && others.some(({ id }) => id === SIMPLE);
  const isReading = isReadingText.value && readTurn.value === turn.id;
  async function show(locale: LocaleId): Promise<void> {
    isChoosing.value = false;
    if (await showIn(turn, page, locale)) document.getElementById(id)?.focus();
    else showToast(t('Keine Verbindung.'));
  }
  return (
    <div class="wrap">
      {canSpeakIn(page.language) && (
        <Chip icon={isReading ? 'volume-x' : 'volume-2'} pressed={isReading} onToggle={read}>{t('Vorlesen')}</Chip>
      )}
      {canBeSimple && <button class="chip" type="button" onClick={() => void show(SIMPLE)}><Icon name="a-large-small" /><span>{t('Einfache Sprache')}</span></button>}
      {others.length > 0 && (
        <button class="chip" type="button" aria-haspopup="dialog" onClick={() => { isChoosing.value = true; }}><Icon name="languages" /><span>{t('Andere Sprache')}</span></button>
      )}
      <Dialog open={isChoosing.value} title={t('Andere Sprache')} onClose={() => { isChoosing.value = false; }}>
        <div class="stack">
          {others.map(({ id, name }) => <Button key={id} variant="alt" wide onClick={() => void show(id)}><span lang={id}>{name}</span></Button>)}
        </div>
      </Dialog>
    </div>
  );
}

/** The page's own words: short answer, what to do, what to bring, then where it is from. */
export function AnswerCard({ turn, page, others, id }: { turn: Turn; page: PageAnswer; others: readonly PageLink[]; id: string }) {
  const termId = useSignal<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const text = textOf(page.language);
  return (
    <Explain.Provider value={(wanted) => { termId.value = wanted; }}>
      <div class="card stack answer">
        <div ref={root} class="stack" data-answer {...text}>
          <h2 id={id} tabIndex={-1}>{page.title}</h2>
          <p>{page.summary}</p>
          {sectionsOf(page).map((section) => (
            <div class="prose" key={section.id}>
              {section.title !== '' && <h3>{section.title}</h3>}
              <Blocks blocks={section.blocks} />
            </div>
          ))}
        </div>
        <Notices page={page} />
        <Source page={page} />
        <Ways turn={turn} page={page} id={id} read={() => {
          readTurn.value = turn.id;
          toggleText(root.current, page.language);
        }} />
        <Button wide icon="file-text" href={page.language === currentLocale() ? page.path : `${page.path}?sprache=${page.language}`}>{t('Mehr dazu lesen')}</Button>
        <Helpful pageId={page.id} language={page.language} />
      </div>
      <PageLinks pages={[...others, ...page.related.filter((one) => !others.some((other) => other.id === one.id))].slice(0, 4)} />
      <TermDialog term={page.terms.find((term) => term.id === termId.value)} locale={currentLocale()} onClose={() => { termId.value = null; }} />
    </Explain.Provider>
  );
}
