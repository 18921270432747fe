import { useEffect, useRef, useState } from 'preact/hooks';
import { change } from '../../../core/api';
import type { DeskAlert, WarningPreview } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { LOCALES } from '../../../core/i18n/locales';
import { canSpeakIn, isReadingText, toggleText } from '../../../core/speech';
import { Button, Chip, Chips, Icon, Status } from '../../../ui';
import { problemText } from '../table/useTable';
import { type WarningValues, hasArea } from './values';

const PAUSE_MS = 300;

/** What phones will show, in every language; asked from the server, which writes the texts. */
export function Preview({ kind, values }: { kind: DeskAlert['kind']; values: WarningValues }) {
  const [seen, setSeen] = useState<WarningPreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [language, setLanguage] = useState('de');
  const shown = useRef<HTMLDivElement>(null);
  const asked = JSON.stringify(values);
  useEffect(() => {
    if (!hasArea(values)) return setSeen(null);
    let isLate = false;
    const timer = setTimeout(() => {
      change<WarningPreview>('POST', '/api/v1/desk/alerts/preview', { body: { kind, values } }).then(
        (answer) => { if (!isLate) { setSeen(answer); setProblem(null); } },
        (error: unknown) => { if (!isLate) setProblem(problemText(error)); },
      );
    }, PAUSE_MS);
    return () => { isLate = true; clearTimeout(timer); };
  }, [asked, kind]);
  const text = seen?.texts.find(({ locale }) => locale === language);
  const info = LOCALES.find(({ id }) => id === language);
  return (
    <section class="card stack" aria-labelledby="preview">
      <h2 id="preview">{t('So kommt es an')}</h2>
      <Chips label={t('Sprache')}>
        {LOCALES.map(({ id, name, intl }) => (
          <Chip key={id} pressed={id === language} onToggle={() => setLanguage(id)}><span lang={intl}>{name}</span></Chip>
        ))}
      </Chips>
      {values.status === 'exercise' && <p><Status kind="demo">{t('Übung')}</Status></p>}
      {problem !== null && <p class="field-error" role="alert"><Icon name="triangle-alert" /><span>{problem}</span></p>}
      {text ? (
        <div class="stack" lang={info?.intl} dir={info?.dir} ref={shown} data-preview>
          <p class="desk-line">{text.headline}</p>
          <p class="mut">{text.push}</p>
          {text.description.map((line) => <p key={line}>{line}</p>)}
          <ol class="desk-steps">{text.steps.map((step) => <li key={step}>{step}</li>)}</ol>
        </div>
      ) : <p class="mut">{t('Wählen Sie zuerst, wo gewarnt wird.')}</p>}
      {text && info && canSpeakIn(info.intl) && (
        <Button
          variant="alt" icon={isReadingText.value ? 'volume-x' : 'volume-2'} pressed={isReadingText.value}
          onClick={() => toggleText(shown.current, info.intl)}
        >
          {t('Vorlesen')}
        </Button>
      )}
      {text?.machine && <p class="mut">{t('Maschinell übersetzt, noch von niemandem geprüft.')}</p>}
    </section>
  );
}
