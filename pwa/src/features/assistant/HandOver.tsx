import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import type { HandOverCard, HandOverReceipt } from '../../core/api/types';
import { currentLocale, t } from '../../core/i18n';
import { submit } from '../../core/outbox';
import { Button, Check, Dialog, EmptyState, Field, Icon, Skeleton } from '../../ui';
import { type Turn, askForPerson } from './conversation';
import { hasWritten } from './messages';
import { mailDraft, withQuestion } from './translated';

const MOST = 2_000;

function Sent({ isQueued, isAnswered, onClose }: { isQueued: boolean; isAnswered: boolean; onClose: () => void }) {
  return (
    <div class="stack">
      <p class="notice" role="status">
        <Icon name={isQueued ? 'cloud-off' : 'circle-check'} />
        <span>{isQueued ? t('Ihre Nachricht wird gesendet, sobald Sie Netz haben.') : t('Ihre Nachricht ist angekommen.')}</span>
      </p>
      {isAnswered && <Button variant="alt" wide icon="mail" href="/fragen/nachrichten" onClick={onClose}>{t('Meine Nachrichten')}</Button>}
      <Button wide onClick={onClose}>{t('Fertig')}</Button>
    </div>
  );
}

/** A message to the city: changed as one likes, sent only with consent. */
function Letter({ card, page, onClose }: { card: HandOverCard; page: string | undefined; onClose: () => void }) {
  const message = useSignal(card.message);
  const hasConsent = useSignal(false);
  const wantsReply = useSignal(true);
  const error = useSignal<string | null>(null);
  const sent = useSignal<'sent' | 'queued' | null>(null);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (!hasConsent.value || message.value.trim() === '') {
      error.value = t('Bitte schreiben Sie Ihre Nachricht und stimmen Sie zu.');
      form.current?.querySelector<HTMLElement>(hasConsent.value ? 'textarea' : '[data-consent] input')?.focus();
      return;
    }
    isBusy.value = true;
    error.value = null;
    const body = { message: message.value.trim(), consent: true, reply: wantsReply.value ? 'device' : 'none', locale: currentLocale(), ...(page === undefined ? {} : { page }) };
    try {
      const done = await submit<HandOverReceipt>('/api/v1/assistant/handovers', body);
      if (wantsReply.value) hasWritten.value = true;
      sent.value = done.queued ? 'queued' : 'sent';
    } catch (problem) {
      error.value = problem instanceof ApiProblem ? problem.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
    }
    isBusy.value = false;
  }
  if (sent.value !== null) return <Sent isQueued={sent.value === 'queued'} isAnswered={wantsReply.value} onClose={onClose} />;
  const { office, subject } = card;
  return (
    <form class="stack" ref={form} onSubmit={(event) => void send(event)} noValidate>
      <Button variant="alt" wide icon="phone" href={`tel:${office.phone.replace(/ /g, '')}`}>{t('Anrufen: {number}', { number: `\u2066${office.phone}\u2069` })}</Button>
      <Field label={t('Ihre Nachricht')} hint={t('Sie können alles ändern. Bitte schreiben Sie nur, was nötig ist.')}>
        {(wiring) => <textarea class="input" rows={8} {...wiring} dir="auto" maxLength={MOST} value={message.value} onInput={(event) => { message.value = event.currentTarget.value; }} />}
      </Field>
      {card.queue && (
        <>
          <Check label={t('Ich möchte die Antwort hier in der App lesen.')} checked={wantsReply.value} onChange={(on) => { wantsReply.value = on; }} />
          <div data-consent><Check label={t('Die Stadt darf meine Nachricht speichern und lesen, bis sie erledigt ist.')} checked={hasConsent.value} onChange={(on) => { hasConsent.value = on; }} /></div>
          <div role="alert">{error.value !== null && <p class="field-error"><Icon name="triangle-alert" /> {error.value}</p>}</div>
          <Button type="submit" wide icon="send" disabled={isBusy.value}>{isBusy.value ? t('Wird gesendet …') : t('Nachricht senden')}</Button>
        </>
      )}
      {office.email !== null && <Button variant="alt" wide icon="mail" href={mailDraft(office.email, subject, message.value)}>{t('Als E-Mail schreiben')}</Button>}
    </form>
  );
}

/** "Mit einem Menschen sprechen": a call, a message, or a draft for the own mail program. */
export function HandOver({ turn, variant = 'alt' }: { turn: Turn; variant?: 'primary' | 'alt' }) {
  const isOpen = useSignal(false);
  const card = useSignal<HandOverCard | null | undefined>(undefined);
  const { reply } = turn;
  async function open(): Promise<void> {
    isOpen.value = true;
    if (reply !== null && 'handover' in reply) {
      card.value = reply.handover;
      return;
    }
    card.value = undefined;
    const person = await askForPerson();
    // what looks like personal data is not put into a message that nobody has read over
    const isClean = reply !== null && reply.personal.length === 0;
    card.value = person && isClean ? { ...person, message: withQuestion(person.message, turn.text) } : person;
  }
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <>
      <Button variant={variant} wide icon="circle-user" onClick={() => void open()}>{t('Mit einem Menschen sprechen')}</Button>
      <Dialog open={isOpen.value} title={t('Mit einem Menschen sprechen')} onClose={close}>
        {card.value === undefined && <Skeleton lines={2} />}
        {card.value === null && (
          <EmptyState icon="wifi-off" title={t('Keine Verbindung.')}>
            <Button icon="phone" href="tel:115">{t('115 anrufen')}</Button>
          </EmptyState>
        )}
        {card.value && <Letter card={card.value} page={reply?.kind === 'answer' ? reply.page.id : undefined} onClose={close} />}
      </Dialog>
    </>
  );
}
