/** What the author of a warning decides, and the usual values of an event type. */
import type { DeskAlert, WarningTemplate } from '../../../core/api/types';

export type WarningValues = DeskAlert['values'];

export function usualValues(template: WarningTemplate): WarningValues {
  return {
    template: template.key, status: template.exerciseOnly ? 'exercise' : 'actual',
    severity: template.severity, urgency: template.urgency, certainty: template.certainty,
    area: { wholeCity: false, districts: [], circle: null, polygon: null }, expires: null, place: null,
  };
}

/** Another event type brings its own usual values; where, until when and what for stay. */
export const withTemplate = (values: WarningValues, template: WarningTemplate): WarningValues => ({
  ...usualValues(template), area: values.area, expires: values.expires, place: values.place,
});

export const hasArea = ({ area }: WarningValues): boolean =>
  area.wholeCity || area.districts.length > 0 || area.circle !== null || area.polygon !== null;

export function toggled(codes: readonly string[], code: string): string[] {
  return codes.includes(code) ? codes.filter((known) => known !== code) : [...codes, code];
}

/** An instant as `datetime-local` shows it on this device, and back. */
export function toLocal(iso: string | null): string {
  if (iso === null) return '';
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const fromLocal = (text: string): string | null => (text === '' ? null : new Date(text).toISOString());
