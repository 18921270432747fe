import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { change } from '../../core/api';
import { t } from '../../core/i18n';
import { Button, Icon } from '../../ui';

/** "War das hilfreich?" One tap, nobody is counted twice within a view, and nothing else is sent. */
export function Helpful({ pageId, language }: { pageId: string; language: string }) {
  const state = useSignal<'open' | 'thanks' | 'failed'>('open');
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    state.value = 'open';
  }, [pageId, language]);
  async function say(helpful: boolean): Promise<void> {
    const sent = change('POST', `/api/v1/content/pages/${pageId}/feedback`, { body: { locale: language, helpful } });
    state.value = await sent.then(() => 'thanks' as const, () => 'failed' as const);
    root.current?.focus({ preventScroll: true }); // the pressed button is gone
  }
  return (
    <div class="stack only-screen helpful" ref={root} tabIndex={-1} role="group" aria-label={t('War das hilfreich?')}>
      {state.value !== 'thanks' && (
        <div class="wrap">
          <p class="grow">{t('War das hilfreich?')}</p>
          <Button variant="alt" icon="check" onClick={() => void say(true)}>{t('Ja')}</Button>
          <Button variant="alt" icon="x" onClick={() => void say(false)}>{t('Nein')}</Button>
        </div>
      )}
      <div role="status">
        {state.value === 'thanks' && <p class="row"><Icon name="circle-check" /> {t('Danke!')}</p>}
        {state.value === 'failed' && <p class="mut">{t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.')}</p>}
      </div>
    </div>
  );
}
