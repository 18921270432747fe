import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { Button, Dialog, showToast } from '../../ui';
import { answerMove, shouldAskToMove } from './store';

/**
 * Asks a person who has just signed in, once per device, whether its data shall move to the account. Draws nothing
 * when there is nothing to ask; closing without an answer asks again another time.
 */
export function MoveDialog({ onDone }: { onDone: () => void }) {
  const [isOpen, open] = useState(false);
  useEffect(() => void shouldAskToMove().then(open), []);

  async function answer(move: boolean): Promise<void> {
    open(false);
    try {
      await answerMove(move);
      if (move) showToast(t('Alles ist jetzt in Ihrem Konto.'));
    } catch {
      showToast(t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'));
    }
    onDone();
  }

  return (
    <Dialog open={isOpen} title={t('Daten dieses Geräts ins Konto übernehmen?')} onClose={() => open(false)}>
      <div class="stack">
        <p>{t('Dann sehen Sie alles auch auf Ihren anderen Geräten.')}</p>
        <Button wide onClick={() => void answer(true)}>{t('Ja, übernehmen')}</Button>
        <Button variant="alt" wide onClick={() => void answer(false)}>{t('Nein, hier lassen')}</Button>
      </div>
    </Dialog>
  );
}
