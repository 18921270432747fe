/** Starts what works without network, and offers a new version: it is loaded when the person says so. */
import { effect } from '@preact/signals';
import { t } from '../core/i18n';
import { startOffline, updateReady, useNewVersion } from '../core/offline';
import { startOutbox } from '../core/outbox';
import { showToast } from '../ui/Toast';

export function startUpdates(): void {
  effect(() => {
    if (updateReady.value) showToast(t('Es gibt eine neue Version.'), { label: t('Neue Version laden'), run: useNewVersion });
  });
  startOutbox();
  void startOffline();
}
