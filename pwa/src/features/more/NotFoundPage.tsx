import { t } from '../../core/i18n';
import { Button, EmptyState, Page } from '../../ui';

export default function NotFoundPage() {
  return (
    <Page title={t('Nicht gefunden')} back="/">
      <EmptyState icon="circle-question-mark" title={t('Diese Seite gibt es nicht.')}>
        <p class="mut">{t('Vielleicht ist die Adresse falsch geschrieben.')}</p>
        <div class="wrap">
          <Button icon="house" href="/">{t('Zum Start')}</Button>
          <Button variant="alt" icon="search" href="/orte">{t('Orte suchen')}</Button>
        </div>
      </EmptyState>
    </Page>
  );
}
