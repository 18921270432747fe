import './alerts.css';
import { useEffect } from 'preact/hooks';
import { t } from '../../core/i18n';
import { Icon, LiveAge, Rich } from '../../ui';
import { isActive } from './logic';
import { alerts, check, now } from './store';

/**
 * "No warning, checked 12 seconds ago". Said only when every source has just answered; else what is not known is said
 * instead, because silence is no all-clear.
 */
export function CheckCard({ isLink = false }: { isLink?: boolean }) {
  useEffect(() => {
    if (alerts.data.peek() === null) void alerts.refresh();
  }, []);
  const state = check.value;
  if (state === null) return null;
  const isQuiet = !(alerts.data.value?.alerts ?? []).some((alert) => !alert.demo && isActive(alert, now.value));
  if (state.kind === 'sure' && !isQuiet) return null;
  const age = state.kind !== 'nobody' && state.at !== null && <p class="mut"><Rich text={t('geprüft {age}')} age={<LiveAge at={state.at} />} /></p>;
  const title = state.kind === 'nobody' ? t('Hier werden noch keine Warnungen geprüft')
    : state.kind === 'unsure' ? t('Warnungen lassen sich gerade nicht prüfen')
      : t('Keine Warnung aktiv');
  return (
    <div class={state.kind === 'sure' ? 'card sky calm' : 'card sky'}>
      <div class="row">
        <Icon name={state.kind === 'sure' ? 'circle-check' : 'cloud-off'} />
        <div class="grow">
          <h2>{isLink ? <a class="cover" href="/warnungen">{title}</a> : title}</h2>
          {age}
          {state.kind !== 'sure' && <p class="mut">{t('Achten Sie auf Sirenen, Radio und die Warn-App NINA.')}</p>}
        </div>
      </div>
    </div>
  );
}
