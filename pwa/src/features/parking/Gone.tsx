import { t } from '../../core/i18n';
import { Button, EmptyState, Page, Skeleton } from '../../ui';
import { isFailed, refresh } from './store';

/** Until the first list is here, or when there is none to be had. */
export function Loading({ back }: { back: string }) {
  return (
    <Page title={t('Parken')} back={back}>
      <div class="stack">
        {isFailed.value ? (
          <EmptyState icon="wifi-off" title={t('Wir können die Parkplätze gerade nicht zeigen')}>
            <Button icon="refresh-cw" onClick={() => void refresh()}>{t('Noch einmal versuchen')}</Button>
          </EmptyState>
        ) : <Skeleton lines={3} />}
      </div>
    </Page>
  );
}

/** The address names a place that is not in the data (any more). */
export function Gone() {
  return (
    <Page title={t('Platz nicht gefunden')} back="/parken">
      <EmptyState icon="circle-parking" title={t('Diesen Platz gibt es hier nicht mehr')}>
        <Button href="/parken">{t('Andere Plätze ansehen')}</Button>
      </EmptyState>
    </Page>
  );
}
