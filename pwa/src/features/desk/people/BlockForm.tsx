import { useState } from 'preact/hooks';
import type { PersonView } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { Button, Status, showToast } from '../../../ui';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import type { Thing } from '../useThing';

interface BlockFormProps {
  person: PersonView;
  thing: Thing<PersonView>;
  onSaved: () => void;
}

/** Keep somebody out, or let in again. */
export function BlockForm({ person, thing, onSaved }: BlockFormProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isBlocked = person.blockedAt !== null;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    const saved = await save<PersonView>('PUT', `/api/v1/desk/people/${person.id}/block`, thing.etag, { blocked: !isBlocked, reason: reason.trim() });
    await thing.reload();
    if (saved.kind === 'failed') return setProblem(saved.text);
    if (saved.kind === 'conflict') return setProblem(t('Inzwischen hat jemand anderes das geändert. Bitte prüfen Sie, ob es noch nötig ist.'));
    showToast(isBlocked ? t('Nicht mehr gesperrt.') : t('Gesperrt und überall abgemeldet.'));
    return onSaved();
  }

  return (
    <form class="card stack" noValidate aria-labelledby="block" onSubmit={(event) => void submit(event)}>
      <h2 id="block">{t('Zugang')}</h2>
      <p>{isBlocked ? <Status kind="closed">{t('gesperrt')}</Status> : <Status kind="ok">{t('aktiv')}</Status>}</p>
      <p class="mut">{isBlocked ? t('Diese Person kann sich nicht anmelden.') : t('Wer gesperrt ist, wird überall abgemeldet und kann sich nicht mehr anmelden.')}</p>
      <ReasonField value={reason} onChange={setReason} isMissing={isMissing} />
      <Problem text={problem} />
      <Button type="submit" wide variant={isBlocked ? 'alt' : 'danger'} icon="lock">{isBlocked ? t('Nicht mehr sperren') : t('Sperren')}</Button>
    </form>
  );
}
