import './more.css';
import type { ComponentChildren } from 'preact';
import { t } from '../../core/i18n';
import { Button, Icon, type IconName, Page, Rich, Status } from '../../ui';
import { canInstall, install, isApple, isInstalled } from './install';

/** A button of the phone as it looks there: drawing and word. */
function Key({ icon, children }: { icon: IconName; children: ComponentChildren }) {
  return <span class="key"><Icon name={icon} />{children}</span>;
}

function ApplePath() {
  return (
    <section class="card prose" aria-labelledby="ios">
      <h2 id="ios">{t('iPhone und iPad')}</h2>
      <ol class="steps">
        <li><span>{t('Öffnen Sie diese Seite in Safari.')}</span></li>
        <li>
          {/* i18n: {button} is the Share button of Safari; use the word that Apple uses in your language */}
          <span><Rich text={t('Tippen Sie auf {button}. Das ist das Viereck mit dem Pfeil nach oben.')} button={<Key icon="share">{t('Teilen')}</Key>} /></span>
        </li>
        <li>
          {/* i18n: {button} is the entry of Safari's share menu; use Apple's own words in your language */}
          <span><Rich text={t('Schieben Sie die Liste nach oben. Wählen Sie {button}.')} button={<Key icon="square-plus">{t('Zum Home-Bildschirm')}</Key>} /></span>
        </li>
        <li><span>{t('Tippen Sie oben auf „Hinzufügen“. Fertig.')}</span></li>
      </ol>
    </section>
  );
}

function AndroidPath() {
  return (
    <section class="card prose" aria-labelledby="android">
      <h2 id="android">{t('Android')}</h2>
      {canInstall.value ? (
        <Button icon="square-plus" onClick={() => void install()}>{t('Jetzt auf den Startbildschirm')}</Button>
      ) : (
        <ol class="steps">
          <li><span>{t('Öffnen Sie diese Seite in Chrome, Firefox oder Samsung Internet.')}</span></li>
          <li><span>{t('Öffnen Sie das Menü des Browsers.')}</span></li>
          <li><span>{t('Wählen Sie „App installieren“ oder „Zum Startbildschirm hinzufügen“.')}</span></li>
        </ol>
      )}
    </section>
  );
}

export default function InstallPage() {
  const paths = isApple ? [<ApplePath />, <AndroidPath />] : [<AndroidPath />, <ApplePath />];
  return (
    <Page title={t('App auf den Startbildschirm')} back="/mehr">
      <div class="stack">
        {isInstalled.value && <p><Status kind="ok">{t('Die App ist schon auf Ihrem Startbildschirm.')}</Status></p>}
        <p>{t('Dann tippen Sie nur einmal und die App ist da. Sie braucht kaum Speicher und kein App-Konto.')}</p>
        {paths}
      </div>
    </Page>
  );
}
