import { useEffect } from 'preact/hooks';
import { t } from '../../../core/i18n';
import { Button, EmptyState, Icon, LiveAge, Rich, Skeleton } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { health, isHealthUnknown, refreshHealth } from './health';
import { VitalRow } from './VitalRow';

/** Feeds, jobs and sources: what runs, what is old, what is broken. */
export default function HealthPage() {
  useEffect(() => void refreshHealth(), []);
  const known = health.value;
  return (
    <DeskPage
      title={t('Zustand des Systems')}
      intro={known && <Rich text={t('geprüft {age}')} age={<LiveAge at={known.checkedAt} />} />}
      actions={<Button variant="alt" icon="refresh-cw" onClick={() => void refreshHealth()}>{t('Neu prüfen')}</Button>}
    >
      {isHealthUnknown.value && known !== null && (
        <p class="notice" role="status"><Icon name="wifi-off" /><span>{t('Gerade nicht erreichbar')}</span></p>
      )}
      {known === null && (isHealthUnknown.value ? <EmptyState icon="wifi-off" title={t('Gerade nicht erreichbar')} /> : <Skeleton lines={4} />)}
      {known !== null && <ul class="list" role="list">{known.vitals.map((vital) => <VitalRow key={vital.key} vital={vital} />)}</ul>}
    </DeskPage>
  );
}
