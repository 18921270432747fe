import { t } from '../../../core/i18n';
import { DeskTabs } from '../DeskPage';

/** The three lists of the section. */
export function SensorTabs() {
  return (
    <DeskTabs
      label={t('Sensoren')}
      tabs={[
        { href: '/desk/sensoren', label: t('Geräte') },
        { href: '/desk/sensoren/quarantaene', label: t('Unbekannte Geräte') },
        { href: '/desk/sensoren/plaetze', label: t('Stellplätze') },
      ]}
    />
  );
}
