import type { ContentPage } from '../../core/api/types';
import type { LocaleId } from '../../core/i18n';
import { t } from '../../core/i18n';
import { canSpeakIn, isReadingText, toggleText } from '../../core/speech';
import { Button, showToast } from '../../ui';

async function share(page: ContentPage, locale: LocaleId): Promise<void> {
  const url = `${window.location.origin}${page.path}?sprache=${locale}`;
  if ('share' in navigator) {
    await navigator.share({ title: page.title, text: page.summary, url }).catch(() => undefined); // closed without sharing
    return;
  }
  await (navigator as Navigator).clipboard.writeText(url).then(
    () => showToast(t('Der Link ist kopiert.')),
    () => showToast(url),
  );
}

/** What one can do with a page besides reading it. */
export function Tools({ page, locale }: { page: ContentPage; locale: LocaleId }) {
  const isReading = isReadingText.value;
  return (
    <div class="wrap only-screen">
      {canSpeakIn(page.language) && (
        <Button
          variant="alt" icon={isReading ? 'volume-x' : 'volume-2'} pressed={isReading}
          onClick={() => toggleText(document.querySelector('article.readable'), page.language)}
        >
          {t('Vorlesen')}
        </Button>
      )}
      <Button variant="alt" icon="share" onClick={() => void share(page, locale)}>{t('Teilen')}</Button>
      <Button variant="alt" icon="file-text" onClick={() => window.print()}>{t('Drucken')}</Button>
    </div>
  );
}
