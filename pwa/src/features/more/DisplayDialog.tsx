import './more.css';
import { t } from '../../core/i18n';
import { Dialog } from '../../ui';
import { isDisplayOpen } from '../../ui/display-state';
import { DisplaySettings } from './DisplaySettings';

/** The "Aa" of the header: the same choices as on the settings page, without leaving the screen. */
export default function DisplayDialog() {
  return (
    <Dialog open={isDisplayOpen.value} title={t('Anzeige')} onClose={() => (isDisplayOpen.value = false)}>
      <DisplaySettings />
    </Dialog>
  );
}
