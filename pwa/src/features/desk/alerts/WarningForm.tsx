import { useEffect } from 'preact/hooks';
import type { WarningTemplate } from '../../../core/api/types';
import { districts } from '../../../core/city';
import { currentLocale, t } from '../../../core/i18n';
import { Check, Field, TextField } from '../../../ui';
import { type WarningValues, fromLocal, hasArea, toLocal, toggled, withTemplate } from './values';
import { SEVERITIES, type Severity, severityText } from './words';

interface WarningFormProps {
  values: WarningValues;
  templates: readonly WarningTemplate[];
  /** An update stays what it was: an exercise or real. */
  isUpdate: boolean;
  tried: boolean;
  onChange: (values: WarningValues) => void;
}

function Where({ values, tried, onChange }: Pick<WarningFormProps, 'values' | 'tried' | 'onChange'>) {
  useEffect(() => void districts.refresh(), []);
  const { area } = values;
  const all = districts.data.value?.districts.features ?? [];
  return (
    <fieldset class="desk-where">
      <legend>{t('Wo wird gewarnt?')}</legend>
      <Check label={t('Ganze Stadt')} checked={area.wholeCity} onChange={(wholeCity) => onChange({ ...values, area: { ...area, wholeCity } })} />
      {!area.wholeCity && all.map(({ properties }) => {
        const code = String(properties?.id);
        return (
          <Check
            key={code} label={<bdi>{String(properties?.name)}</bdi>} checked={area.districts.includes(code)}
            onChange={() => onChange({ ...values, area: { ...area, districts: toggled(area.districts, code) } })}
          />
        );
      })}
      {tried && !hasArea(values) && <p class="field-error" role="alert">{t('Wählen Sie zuerst, wo gewarnt wird.')}</p>}
    </fieldset>
  );
}

/** Everything the author decides; the words come from the template. */
export function WarningForm({ values, templates, isUpdate, tried, onChange }: WarningFormProps) {
  const template = templates.find(({ key }) => key === values.template);
  return (
    <>
      <Field label={t('Was ist passiert?')}>
        {(wiring) => (
          <select
            class="input" {...wiring} value={values.template} disabled={isUpdate}
            onChange={(event) => {
              const chosen = templates.find(({ key }) => key === event.currentTarget.value);
              if (chosen) onChange(withTemplate(values, chosen));
            }}
          >
            {templates.map(({ key, names }) => <option key={key} value={key}>{names[currentLocale()] ?? names.de}</option>)}
          </select>
        )}
      </Field>
      {!isUpdate && template?.exerciseOnly !== true && (
        <Check label={t('Das ist eine Übung')} checked={values.status === 'exercise'} onChange={(on) => onChange({ ...values, status: on ? 'exercise' : 'actual' })} />
      )}
      <Field label={t('Wie gefährlich ist es?')}>
        {(wiring) => (
          <select class="input" {...wiring} value={values.severity} onChange={(event) => onChange({ ...values, severity: event.currentTarget.value as Severity })}>
            {SEVERITIES.map((severity) => <option key={severity} value={severity}>{severityText(severity)}</option>)}
          </select>
        )}
      </Field>
      <Where values={values} tried={tried} onChange={onChange} />
      <TextField label={t('Name des Ortes (freiwillig)')} maxLength={80} value={values.place ?? ''} onInput={(event) => onChange({ ...values, place: event.currentTarget.value || null })} />
      <TextField label={t('Gilt bis (freiwillig)')} type="datetime-local" value={toLocal(values.expires)} onChange={(event) => onChange({ ...values, expires: fromLocal(event.currentTarget.value) })} />
    </>
  );
}
