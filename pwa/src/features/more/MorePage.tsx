import { localeInfo, t } from '../../core/i18n';
import { settings } from '../../core/settings';
import { List, ListLink, Page } from '../../ui';
import { isInstalled } from './install';

export default function MorePage() {
  const language = localeInfo(settings.value.locale);
  return (
    <Page title={t('Mehr')} back={settings.value.mode === 'einfach' ? '/' : undefined}>
      <div class="stack">
        <List label={t('Mehr')}>
          <ListLink href="/mehr/sprache" icon="languages" title={t('Sprache')} detail={<span lang={language.id}>{language.name}</span>} />
          <ListLink href="/mehr/einstellungen" icon="sliders-horizontal" title={t('Anzeige')} detail={t('Schriftgröße, Farben, einfache Ansicht')} />
          <ListLink href="/konto" icon="circle-user" title={t('Konto')} detail={t('Nur nötig, wenn Ihnen etwas gehören soll')} />
          {!isInstalled.value && (
            <ListLink href="/mehr/installieren" icon="smartphone" title={t('App auf den Startbildschirm')} detail={t('Öffnet schneller und geht auch ohne Netz')} />
          )}
          <ListLink href="/mehr/ueber" icon="info" title={t('Über diese App')} detail={t('Datenschutz, Quellen, Lizenzen')} />
        </List>
      </div>
    </Page>
  );
}
