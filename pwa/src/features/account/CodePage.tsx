import './account.css';
import { useEffect } from 'preact/hooks';
import { formatDate, t } from '../../core/i18n';
import { appName } from '../../core/names';
import { type PageProps, navigate } from '../../core/router';
import { wayBack } from '../../core/way-back';
import { me } from '../../core/session';
import { Button, Icon, Page } from '../../ui';
import { freshCode } from './store';

/** A new recovery code, shown once: in groups to read aloud, and on paper with what one needs to know years later. */
export default function CodePage({ query }: PageProps) {
  const to = wayBack(query);
  function done(): void {
    freshCode.value = null;
    navigate(to, { replace: true });
  }
  const code = freshCode.value;
  useEffect(() => {
    if (freshCode.peek() === null) navigate(to, { replace: true });
  }, []);
  return (
    <Page title={t('Ihr Notfall-Code')} back="/konto">
      {code !== null && (
        <div class="stack">
          <p>{t('Mit diesem Code kommen Sie in Ihr Konto, wenn Ihr Gerät weg ist. Bitte drucken Sie ihn aus oder schreiben Sie ihn auf.')}</p>
          <div class="card code-card">
            <p class="print-only"><strong>{appName}</strong> · {window.location.host}/konto · {formatDate(new Date())}</p>
            <p class="print-only">{me.value?.name}</p>
            <ol class="code" dir="ltr" aria-label={t('Ihr Notfall-Code')}>
              {code.split('-').map((group) => <li key={group}>{group}</li>)}
            </ol>
          </div>
          <p class="notice"><Icon name="triangle-alert" /><span>{t('Wir zeigen den Code nur jetzt. Wer ihn hat, kommt in Ihr Konto.')}</span></p>
          <Button variant="alt" wide icon="printer" onClick={() => window.print()}>{t('Drucken')}</Button>
          <Button wide icon="check" onClick={done}>{t('Ich habe den Code')}</Button>
        </div>
      )}
    </Page>
  );
}
