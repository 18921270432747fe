import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { QuestionReply } from '../../core/api/types';
import { currentLocale, t } from '../../core/i18n';
import { settings } from '../../core/settings';
import { canSpeakIn, stopText, toggleText } from '../../core/speech';
import { Button, Icon, Skeleton } from '../../ui';
import { textOf } from '../content/Text';
import { AnswerCard } from './AnswerCard';
import { CrisisCards } from './CrisisCards';
import { HandOver } from './HandOver';
import { LiveCard } from './LiveCard';
import { type Turn, again, keepForEditors, pick, readTurn } from './conversation';

type Of<K extends QuestionReply['kind']> = Extract<QuestionReply, { kind: K }>;

function Choices({ turn, reply, id }: { turn: Turn; reply: Of<'choices'>; id: string }) {
  const { facet, pages } = reply;
  return (
    <div class="card stack">
      <h2 id={id} tabIndex={-1}>{facet === null ? t('Was meinen Sie?') : facet.question}</h2>
      {facet !== null && (
        <div class="wrap">
          {facet.values.map(({ id: value, title }) => (
            <button key={value} class="chip" type="button" onClick={() => pick(turn, title, { facet: facet.id, value })}><span>{title}</span></button>
          ))}
        </div>
      )}
      {facet !== null && pages.length > 0 && <h3>{t('Oder meinen Sie das?')}</h3>}
      {pages.map((page) => (
        <button key={page.id} class="card choice" type="button" {...textOf(page.language)} onClick={() => pick(turn, page.title, { choice: page.id })}>
          <span class="list-title">{page.title}</span>
          <span class="mut two-lines">{page.summary}</span>
        </button>
      ))}
    </div>
  );
}

function OffTopic({ reply, id }: { reply: Of<'offTopic'>; id: string }) {
  const text = {
    smallTalk: t('Was möchten Sie wissen?'),
    offTopic: t('Dazu können wir nichts sagen. Fragen Sie uns zu Ämtern, Parken, Warnungen oder Orten in der Stadt.'),
    noWords: t('Das haben wir nicht verstanden. Bitte schreiben Sie es mit anderen Worten.'),
  }[reply.reason];
  return <div class="card stack"><h2 id={id} tabIndex={-1} class="plain-heading">{text}</h2></div>;
}

function Unknown({ turn, reply, id }: { turn: Turn; reply: Of<'handover'>; id: string }) {
  return (
    <div class="card stack">
      <h2 id={id} tabIndex={-1}>{t('Das wissen wir leider nicht')}</h2>
      <p>{t('Ein Mensch hilft Ihnen weiter. Ihre Nachricht ist schon vorbereitet.')}</p>
      <HandOver turn={turn} variant="primary" />
      <div role="status">{reply.kept && <p class="row"><Icon name="circle-check" /> {t('Danke! Wir haben die Frage notiert.')}</p>}</div>
      {!reply.kept && <Button variant="alt" wide icon="lightbulb" onClick={() => keepForEditors(turn)}>{t('Diese Frage ohne Namen für neue Seiten merken')}</Button>}
    </div>
  );
}

function ReplyBody({ turn, reply, id }: { turn: Turn; reply: QuestionReply; id: string }) {
  switch (reply.kind) {
    case 'answer': return <AnswerCard turn={turn} page={reply.page} others={reply.others} id={id} />;
    case 'live': return <LiveCard facts={reply.facts} pages={reply.pages} id={id} />;
    case 'choices': return <Choices turn={turn} reply={reply} id={id} />;
    case 'handover': return <Unknown turn={turn} reply={reply} id={id} />;
    case 'offTopic': return <OffTopic reply={reply} id={id} />;
    case 'person': return <div class="card stack"><h2 id={id} tabIndex={-1}>{t('Gern. So erreichen Sie einen Menschen:')}</h2><HandOver turn={turn} variant="primary" /></div>;
    case 'personalData': return <div class="card stack"><h2 id={id} tabIndex={-1} class="plain-heading">{t('Was möchten Sie wissen?')}</h2></div>;
    case 'crisis': return null;
  }
}

function Failed({ turn, id }: { turn: Turn; id: string }) {
  const isOffline = turn.state === 'offline';
  return (
    <div class="card stack">
      <h2 id={id} tabIndex={-1}>{isOffline ? t('Keine Verbindung.') : t('Das hat nicht geklappt')}</h2>
      <p>{isOffline ? t('Fragen kann man nur mit Netz. Die gespeicherten Seiten lesen Sie auch ohne.') : turn.problem}</p>
      <Button wide icon="refresh-cw" onClick={() => again(turn)}>{t('Noch einmal versuchen')}</Button>
      {isOffline && (
        <>
          <Button variant="alt" wide icon="search" href={`/suche?q=${encodeURIComponent(turn.text)}`}>{t('In den gespeicherten Seiten suchen')}</Button>
          <Button variant="danger" wide icon="phone" href="tel:112">{t('Notruf {number}', { number: '112' })}</Button>
        </>
      )}
    </div>
  );
}

function Answered({ turn, reply, id }: { turn: Turn; reply: QuestionReply; id: string }) {
  const cardLanguage = reply.language === currentLocale().split('-')[0] ? undefined : reply.language;
  return (
    <>
      <CrisisCards cards={reply.cards} lang={cardLanguage} />
      {reply.personal.length > 0 && (
        <p class="notice"><Icon name="shield" /><span>{t('Bitte schreiben Sie hier keine persönlichen Daten wie Namen, Nummern oder Adressen. Wir haben sie nicht gespeichert.')}</span></p>
      )}
      <ReplyBody turn={turn} reply={reply} id={id} />
      <CrisisCards cards={reply.offered} lang={cardLanguage} level={3} />
      {!('handover' in reply) && reply.kind !== 'crisis' && <HandOver turn={turn} />}
    </>
  );
}

/** One question with its answer. The newest takes the focus when its answer is there; in the Einfach mode it is read. */
export function TurnView({ turn, isNewest }: { turn: Turn; isNewest: boolean }) {
  const root = useRef<HTMLElement>(null);
  const wasWaiting = useSignal(turn.state === 'waiting');
  const id = `answer-${turn.id}`;
  useEffect(() => {
    const isNew = wasWaiting.value && turn.state !== 'waiting';
    wasWaiting.value = turn.state === 'waiting';
    if (!isNew || !isNewest) return;
    root.current?.querySelector<HTMLElement>('h2[tabindex]')?.focus({ preventScroll: true });
    root.current?.scrollIntoView({ block: 'start' });
    if (settings.value.mode !== 'einfach') return;
    const language = turn.reply?.kind === 'answer' ? turn.reply.page.language : currentLocale();
    if (!canSpeakIn(language)) return;
    stopText();
    readTurn.value = turn.id;
    toggleText(root.current?.querySelector('[data-answer]') ?? root.current, language);
  }, [turn.state]);
  return (
    <section class="stack turn" ref={root} aria-label={turn.said.at(-1)}>
      {turn.said.map((words, index) => <p key={index} class="said"><span class="visually-hidden">{t('Ihre Frage:')} </span><span dir="auto">{words}</span></p>)}
      {turn.state === 'waiting' && <Skeleton lines={1} />}
      {(turn.state === 'offline' || turn.state === 'refused') && <Failed turn={turn} id={id} />}
      {turn.state === 'answered' && turn.reply !== null && <Answered turn={turn} reply={turn.reply} id={id} />}
    </section>
  );
}
