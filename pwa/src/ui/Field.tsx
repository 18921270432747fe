import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './Icon';

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
}

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong and how to mend it; empty while all is well. */
  error?: string | null;
  /** Draws the control and spreads the wiring on it: label, hint and error belong to it for everyone. */
  children: (wiring: Wiring) => ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const parts = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field" data-invalid={error ? '' : undefined}>
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {children({ id, 'aria-describedby': parts || undefined, 'aria-invalid': error ? 'true' : undefined })}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="triangle-alert" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

/** The common case of a field: one line of text. */
export function TextField({ label, hint, error, ...input }: Omit<FieldProps, 'children'> & InputHTMLAttributes) {
  return <Field label={label} hint={hint} error={error}>{(wiring) => <input class="input" {...input} {...wiring} />}</Field>;
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** With a name it is one of several (radio), else it stands alone (checkbox). */
  group?: string;
}

export function Check({ label, checked, onChange, group }: CheckProps) {
  return (
    <label class="check">
      <input
        type={group ? 'radio' : 'checkbox'}
        name={group}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="grow">{label}</span>
    </label>
  );
}
