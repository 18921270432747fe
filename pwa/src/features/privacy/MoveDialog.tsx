import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { place } from '../../core/router';
import { me } from '../../core/session';
import { Button, Dialog, showToast } from '../../ui';
import { answerMove, shouldAskToMove } from './store';

/** The code on paper is shown only once: nothing comes between it and the person. */
const CODE_SCREEN = '/konto/code';

/**
 * Asks a person who has signed in, in whatever way, once per device, whether its data shall move to the account. Shown by
 * the frame on any screen; draws nothing when there is nothing to ask. Closing without an answer asks again another time.
 */
export default function MoveDialog() {
  const [isOpen, open] = useState(false);
  const isTime = me.value?.signedIn === true && place.value.path !== CODE_SCREEN;
  useEffect(() => {
    if (isTime) void shouldAskToMove().then(open);
    else open(false);
  }, [isTime]);

  async function answer(move: boolean): Promise<void> {
    open(false);
    try {
      await answerMove(move);
      if (move) showToast(t('Alles ist jetzt in Ihrem Konto.'));
    } catch {
      showToast(t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'));
    }
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
