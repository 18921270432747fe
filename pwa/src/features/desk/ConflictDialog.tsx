import { useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { Button, Check, Dialog } from '../../ui';

export interface ConflictField {
  key: string;
  label: string;
  /** As they are shown; equal ones need no choice and are left out. */
  mine: string;
  theirs: string;
}

export type Choice = Readonly<Record<string, 'mine' | 'theirs'>>;

interface ConflictDialogProps {
  /** Null while there is nothing to choose. */
  fields: readonly ConflictField[] | null;
  /** Keys of all differing fields; save again with the new version after this. */
  onChoose: (choice: Choice) => void;
  onClose: () => void;
}

const all = (fields: readonly ConflictField[], side: 'mine' | 'theirs'): Choice => Object.fromEntries(fields.map(({ key }) => [key, side]));

function Body({ fields, onChoose }: Pick<ConflictDialogProps, 'onChoose'> & { fields: readonly ConflictField[] }) {
  const [choice, setChoice] = useState<Choice>(() => all(fields, 'mine'));
  return (
    <div class="versions">
      <p>{t('Inzwischen hat jemand anderes das geändert. Bitte wählen Sie, was gelten soll.')}</p>
      {fields.map(({ key, label, mine, theirs }) => (
        <fieldset key={key}>
          <legend>{label}</legend>
          <Check group={`version-${key}`} label={t('Meine Eingabe: {value}', { value: mine })} checked={choice[key] === 'mine'} onChange={() => setChoice({ ...choice, [key]: 'mine' })} />
          <Check group={`version-${key}`} label={t('Jetzt gespeichert: {value}', { value: theirs })} checked={choice[key] === 'theirs'} onChange={() => setChoice({ ...choice, [key]: 'theirs' })} />
        </fieldset>
      ))}
      <div class="wrap">
        <Button onClick={() => onChoose(choice)}>{t('Auswahl speichern')}</Button>
        <Button variant="alt" onClick={() => onChoose(all(fields, 'theirs'))}>{t('Meine Eingabe verwerfen')}</Button>
      </div>
    </div>
  );
}

/** Two people edited the same thing (412): both versions side by side, field by field; nobody's work is lost unasked. */
export function ConflictDialog({ fields, onChoose, onClose }: ConflictDialogProps) {
  const differing = fields?.filter(({ mine, theirs }) => mine !== theirs) ?? [];
  return (
    <Dialog open={fields !== null} title={t('Jemand war schneller')} onClose={onClose}>
      <Body fields={differing} onChoose={onChoose} />
    </Dialog>
  );
}
