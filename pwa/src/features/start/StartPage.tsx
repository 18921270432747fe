import './start.css';
import { serverNow } from '../../core/api/clock';
import { city } from '../../core/city';
import { formatDay, hourInCity, t } from '../../core/i18n';
import { builtCityName } from '../../core/names';
import { settings } from '../../core/settings';
import { Icon, Page } from '../../ui';
import { CheckCard } from '../alerts/CheckCard';
import { TILES } from '../table';
import { Doors } from './Doors';
import { InstallHint } from './InstallHint';
import { SearchBox } from './SearchBox';
import { Today } from './Today';
import { greeting } from './greeting';

export default function StartPage() {
  const now = new Date(serverNow());
  const name = city.data.value?.name ?? builtCityName;
  if (settings.value.mode === 'einfach') {
    return (
      <Page title={name}>
        <Doors day={formatDay(now)} />
      </Page>
    );
  }
  return (
    <Page title={greeting(hourInCity(now), name)}>
      <div class="split">
        <div class="stack">
          <SearchBox />
          <nav aria-label={t('Angebote')}>
            <ul class="tiles" role="list">
              {TILES.map(({ href, label, icon }) => (
                <li key={href}>
                  <a class="tile" href={href}>
                    <span class="bubble"><Icon name={icon} /></span>
                    {t(label)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <div class="stack">
          <CheckCard isLink />
          <Today />
          <InstallHint />
        </div>
      </div>
    </Page>
  );
}
