import { useRef, useState } from 'preact/hooks';
import { ApiProblem, post } from '../../core/api';
import type { OrganisationView } from '../../core/api/types';
import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { refreshMe } from '../../core/session';
import { Button, Check, Icon, Page, TextField } from '../../ui';
import { KINDS, organisationKindText } from '../desk/organisations/words';
import { explain } from './words';

/** A club or a firm that wants to act in the app. The city checks it before it may. */
export default function NewOrganisationPage() {
  const [name, setName] = useState('');
  const [kind, setKind] = useState(KINDS[0]!);
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const key = useRef(crypto.randomUUID());
  const form = useRef<HTMLFormElement>(null);

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setMissing(name.trim().length < 2);
    if (name.trim().length < 2) return form.current?.querySelector('input')?.focus();
    try {
      const { id } = await post<OrganisationView>('/api/v1/organisations', { name: name.trim(), kind }, key.current);
      await refreshMe();
      navigate(`/konto/organisation/${id}`, { replace: true });
    } catch (error) {
      if (error instanceof ApiProblem) key.current = crypto.randomUUID(); // refused: other words are another message
      setProblem(explain(error));
    }
    return undefined;
  }

  return (
    <Page title={t('Verein oder Betrieb anlegen')} back="/konto">
      <form class="stack" ref={form} noValidate onSubmit={(event) => void make(event)}>
        <TextField
          label={t('Name')} hint={t('So, wie ihn alle kennen.')} maxLength={120} autocomplete="organization" value={name}
          error={isMissing ? t('Bitte schreiben Sie einen Namen.') : null} onInput={(event) => setName(event.currentTarget.value)}
        />
        <fieldset>
          <legend>{t('Art')}</legend>
          {KINDS.map((value) => <Check key={value} group="kind" label={organisationKindText(value)} checked={kind === value} onChange={() => setKind(value)} />)}
        </fieldset>
        <p class="mut">{t('Die Stadt prüft erst, ob es Sie wirklich gibt. Das machen Menschen, es kann ein paar Tage dauern.')}</p>
        <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
        <Button type="submit" wide icon="plus">{t('Anlegen')}</Button>
      </form>
    </Page>
  );
}
