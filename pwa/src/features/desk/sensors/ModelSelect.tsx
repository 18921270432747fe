import { useEffect } from 'preact/hooks';
import { t } from '../../../core/i18n';
import { Field } from '../../../ui';
import { loadProfiles, modelText, profiles } from './profiles';

interface ModelSelectProps {
  value: string;
  error?: string | null;
  onChange: (value: string) => void;
}

/** Vendor and model; what its messages mean hangs on it. */
export function ModelSelect({ value, error, onChange }: ModelSelectProps) {
  useEffect(() => void loadProfiles(), []);
  const names = profiles.value.map(({ name }) => name);
  if (value && !names.includes(value)) names.push(value);
  return (
    <Field label={t('Modell')} error={error}>
      {(wiring) => (
        <select class="input" {...wiring} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {value === '' && <option value="">{t('Bitte wählen')}</option>}
          {names.map((name) => <option key={name} value={name}>{modelText(name)}</option>)}
        </select>
      )}
    </Field>
  );
}
