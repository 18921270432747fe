import './more.css';
import { t } from '../../core/i18n';
import { Dialog } from '../../ui';
import { isDisplayOpen } from '../../ui/display-state';
import { DisplaySettings } from './DisplaySettings';

function close(): void {
  isDisplayOpen.value = false;
  // In Einfach the "Aa" that opened the dialog is gone: the focus must not get lost with it.
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector('h1')?.focus();
  });
}

/** The "Aa" of the header: the same choices as on the settings page, without leaving the screen. */
export default function DisplayDialog() {
  return (
    <Dialog open={isDisplayOpen.value} title={t('Anzeige')} onClose={close}>
      <DisplaySettings />
    </Dialog>
  );
}
