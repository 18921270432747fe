import { t } from '../../core/i18n';
import { Button, EmptyState, Page } from '../../ui';

/** Shown when a screen is neither on the device nor reachable. Part of the shell, so that it always can be. */
export default function OfflinePage() {
  return (
    <Page title={t('Kein Netz')} back="/">
      <EmptyState icon="wifi-off" title={t('Diese Seite ist noch nicht auf Ihrem Gerät.')}>
        <p class="mut">{t('Was Sie schon geöffnet haben, geht auch ohne Netz.')}</p>
        <div class="wrap">
          <Button icon="refresh-cw" onClick={() => window.location.reload()}>{t('Noch einmal versuchen')}</Button>
          <Button variant="alt" icon="house" href="/">{t('Zum Start')}</Button>
        </div>
      </EmptyState>
    </Page>
  );
}
