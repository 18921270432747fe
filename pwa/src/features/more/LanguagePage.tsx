import { LOCALES, t } from '../../core/i18n';
import { changeSettings, settings } from '../../core/settings';
import { Icon, List, Page } from '../../ui';

/** Each language by its own name, so that everyone finds theirs whatever the app speaks now. */
export default function LanguagePage() {
  const current = settings.value.locale;
  return (
    <Page title={t('Sprache')} back="/mehr">
      <div class="stack">
        <List label={t('Sprache')}>
          {LOCALES.map(({ id, name, dir }) => (
            <li key={id}>
              <button class="list-row" type="button" aria-current={id === current ? 'true' : undefined} onClick={() => changeSettings({ locale: id })}>
                <span class="grow" lang={id} dir={dir}>{name}</span>
                {id === current && <Icon name="check" />}
              </button>
            </li>
          ))}
        </List>
        <p class="mut">{t('Die Sprache bleibt auf diesem Gerät gespeichert.')}</p>
      </div>
    </Page>
  );
}
