import { useEffect } from 'preact/hooks';
import { localeInfo, t } from '../../core/i18n';
import { settings } from '../../core/settings';
import { List, ListLink, Page } from '../../ui';
import { notice } from '../privacy/store';
import { isInstalled } from './install';

export default function MorePage() {
  const language = localeInfo(settings.value.locale);
  useEffect(() => void notice().refresh(), []); // so that it can be read without network later
  return (
    <Page title={t('Mehr')} back={settings.value.mode === 'einfach' ? '/' : undefined}>
      <div class="stack">
        <List label={t('Mehr')}>
          <ListLink href="/warnungen" icon="triangle-alert" title={t('Warnungen')} />
          <ListLink href="/warnungen/benachrichtigungen" icon="bell" title={t('Warnungen aufs Handy')} />
          <ListLink href="/rathaus" icon="building-2" title={t('Rathaus')} />
          <ListLink href="/konto" icon="circle-user" title={t('Konto')} detail={t('Nur nötig, wenn Ihnen etwas gehören soll')} />
        </List>
        <List label={t('Anzeige')}>
          <ListLink href="/mehr/sprache" icon="languages" title={t('Sprache')} detail={<span lang={language.id}>{language.name}</span>} />
          <ListLink href="/mehr/einstellungen" icon="sliders-horizontal" title={t('Anzeige')} detail={t('Schriftgröße, Farben, einfache Ansicht')} />
          {!isInstalled.value && (
            <ListLink href="/mehr/installieren" icon="smartphone" title={t('App auf den Startbildschirm')} detail={t('Öffnet schneller und geht auch ohne Netz')} />
          )}
        </List>
        <List label={t('Über diese App')}>
          <ListLink href="/meine-daten" icon="database" title={t('Meine Daten')} detail={t('Ansehen, mitnehmen, löschen')} />
          <ListLink href="/privacy" icon="shield-check" title={t('Datenschutz')} detail={t('Was diese App speichert')} />
          <ListLink href="/barrierefreiheit" icon="accessibility" title={t('Barrierefreiheit')} detail={t('Was geht, was fehlt, Hindernis melden')} />
          <ListLink href="/impressum" icon="scale" title={t('Impressum')} />
          <ListLink href="/mehr/ueber" icon="info" title={t('Über diese App')} detail={t('Quellen, Hilfe, Lizenzen')} />
        </List>
      </div>
    </Page>
  );
}
