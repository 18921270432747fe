import { t } from '../../core/i18n';
import { Button } from '../../ui';
import { canInstall, install, isApple, isInstalled } from '../more/install';

/** Offers the home screen where that works, as one quiet button; never as a dialog in the way. */
export function InstallHint() {
  if (isInstalled.value) return null;
  const label = t('App auf den Startbildschirm');
  if (canInstall.value) return <Button variant="alt" wide icon="square-plus" onClick={() => void install()}>{label}</Button>;
  return isApple ? <Button variant="alt" wide icon="square-plus" href="/mehr/installieren">{label}</Button> : null;
}
