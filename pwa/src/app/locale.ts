/** Keeps the page in the chosen language. */
import { effect } from '@preact/signals';
import { SOURCE_LOCALE, activateLocale, t } from '../core/i18n';
import { settings } from '../core/settings';
import { showToast } from '../ui/Toast';

/** Resolves when the first language is in force; later choices are followed by themselves. */
export async function followLocale(): Promise<void> {
  let wanted = settings.peek().locale;
  await activateLocale(wanted).catch(() => activateLocale(SOURCE_LOCALE));
  effect(() => {
    const { locale } = settings.value;
    if (locale === wanted) return;
    wanted = locale;
    activateLocale(locale).catch(() => showToast(t('Diese Sprache ist noch nicht auf Ihrem Gerät. Dafür brauchen Sie einmal Internet.')));
  });
}
