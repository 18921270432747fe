import { useEffect, useState } from 'preact/hooks';
import type { SessionView } from '../../core/api/types';
import { formatDateTime, t } from '../../core/i18n';
import { Button, List, Skeleton, Status } from '../../ui';
import { Trouble, useBusy } from './busy';
import { endOtherSessions, endSession, loadSessions } from './store';

interface RowProps {
  session: SessionView;
  disabled: boolean;
  onEnd: () => void;
}

function Row({ session, disabled, onEnd }: RowProps) {
  const name = session.label || t('Unbekannter Browser');
  return (
    <li class="key-row stack-s">
      <p class="list-title"><bdi>{name}</bdi></p>
      <p class="mut">{t('Zuletzt benutzt: {date}', { date: formatDateTime(new Date(session.lastSeenAt)) })}</p>
      {session.isThis ? (
        <Status kind="ok">{t('Dieser Browser')}</Status>
      ) : (
        <Button variant="quiet" icon="log-out" disabled={disabled} onClick={onEnd}>{t('Abmelden')}<span class="visually-hidden">: {name}</span></Button>
      )}
    </li>
  );
}

/** Browsers in which the person is signed in. */
export function Sessions() {
  const [sessions, setSessions] = useState<SessionView[] | null>(null);
  const { isBusy, trouble, run } = useBusy();
  const load = async (): Promise<void> => setSessions(await loadSessions());
  useEffect(() => void run(load), []);

  async function end(action: () => Promise<void>): Promise<void> {
    await run(async () => {
      await action();
      await load();
    });
    document.getElementById('account-sessions')?.focus(); // the button is gone
  }

  return (
    <section class="stack" aria-labelledby="account-sessions">
      <h2 id="account-sessions" tabIndex={-1}>{t('Wo Sie angemeldet sind')}</h2>
      {sessions === null && trouble === '' && <Skeleton lines={1} />}
      {sessions !== null && (
        <List label={t('Wo Sie angemeldet sind')}>
          {sessions.map((session) => (
            <Row key={session.id} session={session} disabled={isBusy} onEnd={() => void end(() => endSession(session.id))} />
          ))}
        </List>
      )}
      <Trouble text={trouble} />
      {sessions !== null && sessions.length > 1 && (
        <Button variant="alt" wide icon="log-out" disabled={isBusy} onClick={() => void end(endOtherSessions)}>{t('Überall sonst abmelden')}</Button>
      )}
    </section>
  );
}
