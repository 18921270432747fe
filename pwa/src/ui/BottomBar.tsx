import { t } from '../core/i18n';
import { builtCityName } from '../core/names';
import { place } from '../core/router';
import { Icon } from './Icon';
import type { IconName } from './icon-names';

export interface BarEntry {
  href: string;
  label: string;
  icon: IconName;
  /** Only in the rail of a wide screen. */
  wideOnly?: boolean;
}

const isCurrent = (href: string, path: string): boolean => (href === '/' ? path === '/' : path.startsWith(href));

/** Main navigation: at the foot of a phone, at the side of a wide screen. */
export function BottomBar({ entries }: { entries: readonly BarEntry[] }) {
  return (
    <nav class="bar" aria-label={t('Hauptmenü')}>
      <p class="brand">
        <img src="/icons/icon.svg" alt="" width="36" height="36" />
        <span>{builtCityName}</span>
      </p>
      <ul role="list">
        {entries.map(({ href, label, icon, wideOnly }) => (
          <li key={href} class={wideOnly ? 'wide-only' : undefined}>
            <a href={href} aria-current={isCurrent(href, place.value.path) ? 'page' : undefined}>
              <span><Icon name={icon} /></span>
              <span>{t(label)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
