import '../content/content.css';
import './assistant.css';
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { N_, t } from '../../core/i18n';
import { settings } from '../../core/settings';
import { stopText, wakeVoice } from '../../core/speech';
import { Button, Icon, Page } from '../../ui';
import { TurnView } from './Turn';
import { ask, askBrought, forgetTalk, isWaiting, turns } from './conversation';
import { hasWritten } from './messages';

const MOST = 500;

/** What people ask, for a start. Each is answered in every language; a test asks them. */
export const EXAMPLES = [
  N_('Ich bin umgezogen. Was muss ich machen?'),
  N_('Wo ist ein Behindertenparkplatz frei?'),
  N_('Welcher Arzt hat nachts auf?'),
  N_('Gibt es eine Warnung?'),
] as const;

function say(text: string): void {
  if (settings.value.mode === 'einfach') wakeVoice();
  ask(text);
}

function QuestionForm() {
  const text = useSignal('');
  const id = useId();
  const isSimple = settings.value.mode === 'einfach';
  function send(event: Event): void {
    event.preventDefault();
    if (isWaiting.value) return;
    if (text.value.trim() === '') document.getElementById(id)?.focus();
    say(text.value);
    text.value = '';
  }
  return (
    <form class="stack ask" onSubmit={send}>
      <label for={id} class="field-label">{t('Was möchten Sie wissen?')}</label>
      <textarea
        id={id} class="input" rows={isSimple ? 3 : 2} maxLength={MOST} enterkeyhint="send" autocomplete="off" dir="auto" value={text.value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => { text.value = event.currentTarget.value; }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
        }}
      />
      <p class="mut" id={`${id}-hint`}>{t('Fragen Sie in Ihren eigenen Worten und in Ihrer Sprache. Wir speichern Ihre Frage nicht.')}</p>
      <Button type="submit" wide icon="send" disabled={isWaiting.value}>{t('Eine Frage stellen')}</Button>
    </form>
  );
}

function Examples() {
  return (
    <section class="stack" aria-labelledby="examples">
      <h2 id="examples">{t('Zum Beispiel')}</h2>
      {EXAMPLES.map((example) => (
        <button key={example} class="card choice row" type="button" onClick={() => say(t(example))}>
          <Icon name="circle-question-mark" /><span class="grow">{t(example)}</span>
        </button>
      ))}
    </section>
  );
}

/** Everything is gone at once; the focus goes where a new question begins. */
function forget(): void {
  stopText();
  forgetTalk();
  document.querySelector<HTMLElement>('.ask textarea')?.focus();
}

/** "Fragen": the newest answer stands below the field, what was asked before below that. */
export default function AskPage() {
  const [newest, ...before] = [...turns.value].reverse();
  useEffect(() => {
    askBrought();
    return stopText;
  }, []);
  return (
    <Page title={t('Fragen')} back="/">
      <div class="stack-l talk">
        <QuestionForm />
        <div class="visually-hidden" role="status">{isWaiting.value && t('Wird geladen …')}</div>
        {newest === undefined ? <Examples /> : <TurnView key={newest.id} turn={newest} isNewest />}
        {newest !== undefined && (
          <div class="wrap">
            <Button variant="alt" icon="trash-2" onClick={forget}>{t('Fragen und Antworten löschen')}</Button>
          </div>
        )}
        {before.length > 0 && (
          <section class="stack-l" aria-labelledby="before">
            <h2 id="before">{t('Vorher gefragt')}</h2>
            {before.map((turn) => <TurnView key={turn.id} turn={turn} isNewest={false} />)}
          </section>
        )}
        {hasWritten.value && <Button variant="alt" wide icon="mail" href="/fragen/nachrichten">{t('Meine Nachrichten')}</Button>}
      </div>
    </Page>
  );
}
