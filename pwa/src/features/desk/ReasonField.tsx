import { t } from '../../core/i18n';
import { Field } from '../../ui';

export const REASON_LIMIT = 300;

interface ReasonFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Shown once somebody tried without a reason. */
  isMissing?: boolean;
}

/** Why a change is made; it stands in the log for colleagues. */
export function ReasonField({ value, onChange, isMissing = false }: ReasonFieldProps) {
  return (
    <Field label={t('Grund')} hint={t('Steht im Protokoll. Bitte keine Namen von Bürgerinnen und Bürgern.')} error={isMissing ? t('Bitte nennen Sie einen Grund.') : null}>
      {(wiring) => (
        <input class="input" {...wiring} required maxLength={REASON_LIMIT} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  );
}
