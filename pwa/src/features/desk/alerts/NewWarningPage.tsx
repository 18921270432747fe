import { useState } from 'preact/hooks';
import type { DeskAlert, WarningTemplate } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { navigate } from '../../../core/router';
import { Button } from '../../../ui';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { ThingPage } from '../ThingPage';
import { useThing } from '../useThing';
import { Preview } from './Preview';
import { hasArea, usualValues } from './values';
import { WarningForm } from './WarningForm';

interface Templates {
  templates: WarningTemplate[];
}

function Editor({ templates }: Templates) {
  const [values, setValues] = useState(() => usualValues(templates[0]!));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!hasArea(values) || reason.trim() === '') return;
    const saved = await save<DeskAlert>('POST', '/api/v1/desk/alerts', null, { kind: 'alert', values, reason: reason.trim() });
    if (saved.kind === 'saved') navigate(`/desk/warnungen/${saved.data.id}`);
    else setProblem(saved.kind === 'failed' ? saved.text : t('Gerade nicht erreichbar'));
  }

  return (
    <div class="desk-two">
      <form class="card stack" noValidate onSubmit={(event) => void submit(event)}>
        <WarningForm values={values} templates={templates} isUpdate={false} tried={tried} onChange={setValues} />
        <ReasonField value={reason} onChange={setReason} isMissing={tried && reason.trim() === ''} />
        <Problem text={problem} />
        <Button type="submit" icon="check">{t('Speichern')}</Button>
      </form>
      <Preview kind="alert" values={values} />
    </div>
  );
}

/** A new warning; nobody is warned before it is released. */
export default function NewWarningPage() {
  const thing = useThing<Templates>('/api/v1/desk/alerts/templates');
  return (
    <ThingPage thing={thing} title={t('Neue Warnung')} back="/desk/warnungen" nameOf={() => t('Neue Warnung')}>
      {({ templates }) => <Editor templates={templates} />}
    </ThingPage>
  );
}
