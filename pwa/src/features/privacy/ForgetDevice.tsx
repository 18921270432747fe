import { useState } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import { t } from '../../core/i18n';
import { me } from '../../core/session';
import { Button, Dialog, showToast } from '../../ui';
import { forgetThisDevice } from './store';

async function forget(): Promise<void> {
  try {
    const reached = await forgetThisDevice();
    showToast(reached ? t('Die Daten sind gelöscht.') : t('Hier ist alles gelöscht. Für unseren Teil brauchen wir Netz: Bitte tippen Sie später noch einmal.'));
  } catch (problem) {
    showToast(problem instanceof ApiProblem ? problem.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.'));
  }
}

/** One tap and a question: everything of this device goes, here and on the server. */
export function ForgetDevice() {
  const [isAsking, ask] = useState(false);
  return (
    <>
      <Button variant="alt" icon="smartphone" wide onClick={() => ask(true)}>{t('Dieses Gerät vergessen')}</Button>
      <Dialog open={isAsking} title={t('Dieses Gerät vergessen?')} onClose={() => ask(false)}>
        <div class="stack">
          <p>{t('Gemerkte Plätze, nicht gesendete Meldungen und geladene Daten werden gelöscht. Sprache und Anzeige bleiben.')}</p>
          <p>{t('Auch bei uns löschen wir alles von diesem Gerät.')}</p>
          {me.value?.signedIn && <p>{t('Sie werden abgemeldet. Ihr Konto bleibt.')}</p>}
          <Button
            variant="danger"
            wide
            icon="trash-2"
            onClick={() => {
              ask(false);
              void forget();
            }}
          >
            {t('Löschen')}
          </Button>
          <Button variant="alt" wide onClick={() => ask(false)}>{t('Behalten')}</Button>
        </div>
      </Dialog>
    </>
  );
}
