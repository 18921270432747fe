import { t } from '../../../core/i18n';
import { DeskTabs } from '../DeskPage';

export const PlacesTabs = () => (
  <DeskTabs label={t('Orte')} tabs={[{ href: '/desk/orte', label: t('Alle Orte') }, { href: '/desk/orte/meldungen', label: t('Meldungen') }]} />
);
