import './assistant.css';
import { useEffect } from 'preact/hooks';
import type { MyHandOver } from '../../core/api/types';
import { formatDate, t } from '../../core/i18n';
import { Button, EmptyState, Page, Skeleton, Status } from '../../ui';
import { loadMessages, messages } from './messages';

function Message({ item }: { item: MyHandOver }) {
  return (
    <li class="card stack">
      <div class="row">
        <h2 class="grow">{t('Nachricht vom {date}', { date: formatDate(new Date(item.sentOn)) })}</h2>
        {item.answer === null ? <Status kind="info">{t('Noch offen')}</Status> : <Status kind="ok">{t('Beantwortet')}</Status>}
      </div>
      <p class="letter" dir="auto">{item.message}</p>
      {item.answer !== null && (
        <div class="card card-tint">
          <h3>{t('Antwort der Stadt')}</h3>
          <p class="letter" lang="de" dir="auto">{item.answer}</p>
        </div>
      )}
      <p class="mut">{t('Wird gelöscht am {date}', { date: formatDate(new Date(item.deleteOn)) })}</p>
    </li>
  );
}

/** What a person wrote to the city from this device or account, and the answers. */
export default function MessagesPage() {
  useEffect(() => void loadMessages(), []);
  const list = messages.value;
  return (
    <Page title={t('Meine Nachrichten')} back="/fragen">
      <div class="stack-l talk">
        {list === undefined && <Skeleton lines={2} />}
        {list === null && (
          <EmptyState icon="wifi-off" title={t('Ohne Netz können wir nicht nachsehen.')}>
            <Button icon="refresh-cw" onClick={() => void loadMessages()}>{t('Noch einmal versuchen')}</Button>
          </EmptyState>
        )}
        {list?.length === 0 && (
          <EmptyState icon="mail" title={t('Hier sind noch keine Nachrichten')}>
            <Button icon="circle-question-mark" href="/fragen">{t('Eine Frage stellen')}</Button>
          </EmptyState>
        )}
        {list && list.length > 0 && <ul class="stack bare" role="list">{list.map((item) => <Message key={item.id} item={item} />)}</ul>}
      </div>
    </Page>
  );
}
