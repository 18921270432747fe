import { t } from '../../core/i18n';
import { changeSettings } from '../../core/settings';
import { Button, Icon } from '../../ui';
import { CheckCard } from '../alerts/CheckCard';
import { DOORS } from '../table';

/** The European emergency number, Directive (EU) 2018/1972, Article 109. */
const EMERGENCY = '112';

/** The start screen of the Einfach mode: the day, a few big doors, the emergency call. */
export function Doors({ day }: { day: string }) {
  return (
    <div class="stack doors">
      <p class="today">{day}</p>
      <CheckCard isLink />
      <nav aria-label={t('Angebote')}>
        <ul class="stack bare" role="list">
          {DOORS.map(({ href, label, icon }) => (
            <li key={href}>
              <a class="door" href={href}>
                <Icon name={icon} />
                <span>{t(label)}</span>
              </a>
            </li>
          ))}
          <li>
            <a class="door door-danger" href={`tel:${EMERGENCY}`}>
              <Icon name="phone" />
              <span>{t('Notruf {number}', { number: EMERGENCY })}</span>
            </a>
          </li>
        </ul>
      </nav>
      <Button variant="alt" wide onClick={() => changeSettings({ mode: 'normal' })}>{t('Zurück zur normalen Ansicht')}</Button>
    </div>
  );
}
