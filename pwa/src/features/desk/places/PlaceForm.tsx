import type { InputHTMLAttributes } from 'preact';
import type { DeskPlace } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { Check, Field } from '../../../ui';
import { places } from '../../places/store';
import { type Draft, type PlaceField, fieldText, valueText } from './fields';

interface PlaceFormProps {
  place: DeskPlace;
  draft: Draft;
  mistakes: Partial<Record<PlaceField, string>>;
  onChange: (field: PlaceField, value: string) => void;
}

const SHORT: Partial<Record<PlaceField, InputHTMLAttributes>> = {
  name: { maxLength: 300, required: true },
  street: { maxLength: 200 },
  zip: { inputMode: 'numeric', maxLength: 5, class: 'input ltr' },
  lat: { inputMode: 'decimal', class: 'input ltr' },
  lon: { inputMode: 'decimal', class: 'input ltr' },
  web: { inputMode: 'url', maxLength: 2000, class: 'input ltr' },
};

/** The editable fields of a place; each says what the city's data has where that differs. */
export function PlaceForm({ place, draft, mistakes, onChange }: PlaceFormProps) {
  const hintOf = (field: PlaceField): string | undefined =>
    field in place.cityValues ? t('In den Daten der Stadt: {value}', { value: valueText(field, place.cityValues[field]) }) : undefined;
  const frame = (field: PlaceField) => ({ label: fieldText(field), hint: hintOf(field), error: mistakes[field] ?? null });
  const line = (field: PlaceField) => (
    <Field {...frame(field)}>
      {(wiring) => <input class="input" dir="auto" {...SHORT[field]} {...wiring} value={draft[field]} onInput={(event) => onChange(field, event.currentTarget.value)} />}
    </Field>
  );
  const lines = (field: PlaceField) => (
    <Field {...frame(field)}>
      {(wiring) => <textarea class="input" dir="auto" maxLength={2000} {...wiring} value={draft[field]} onInput={(event) => onChange(field, event.currentTarget.value)} />}
    </Field>
  );
  return (
    <>
      {line('name')}
      <Field {...frame('category')}>
        {(wiring) => (
          <select class="input" {...wiring} value={draft.category} onChange={(event) => onChange('category', event.currentTarget.value)}>
            {(places.data.value?.categories ?? []).map(({ id, label }) => <option key={id} value={id}>{t(label)}</option>)}
          </select>
        )}
      </Field>
      {line('street')}
      {line('zip')}
      {lines('hoursText')}
      {lines('description')}
      {lines('note')}
      {line('web')}
      <Check label={fieldText('accessibleToilet')} checked={draft.accessibleToilet === 'true'} onChange={(checked) => onChange('accessibleToilet', String(checked))} />
      <div class="desk-pair">
        {line('lat')}
        {line('lon')}
      </div>
    </>
  );
}
