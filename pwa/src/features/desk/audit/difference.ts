/** What an entry of the log changed, as lines to read: name, before, after. */
import type { AuditItem, DeskReport, OrganisationRow } from '../../../core/api/types';
import { formatList, t } from '../../../core/i18n';
import { organisationStatusText } from '../organisations/words';
import { FIELDS, type PlaceField, fieldText, valueText } from '../places/fields';
import { reportStatusText } from '../places/words';
import { type CityRole, roleText } from '../roles';

export interface Difference {
  key: string;
  /** Null where the log uses a name that only programs know. */
  label: string | null;
  before: string;
  after: string;
}

type Values = Record<string, unknown>;

const isPlaceField = (key: string): key is PlaceField => (FIELDS as readonly string[]).includes(key);

function labelOf(key: string): string | null {
  if (isPlaceField(key)) return fieldText(key);
  switch (key) {
    case 'status': return t('Zustand');
    case 'roles': return t('Rollen');
    case 'blocked': return t('gesperrt');
    case 'district': return t('Stadtteil');
    default: return null;
  }
}

function textOf(action: string, key: string, value: unknown): string {
  if (Array.isArray(value)) return key === 'roles' ? formatList(value.map((role) => roleText(role as CityRole))) || t('keine') : value.join(', ');
  if (key === 'status' && typeof value === 'string') {
    if (action.startsWith('organisation.')) return organisationStatusText(value as OrganisationRow['status']);
    if (action.startsWith('place.report.')) return reportStatusText(value as DeskReport['status']);
  }
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return valueText(isPlaceField(key) ? key : 'note', value);
}

/** A merger names the other entry by its id, which is nothing to read, and says what that entry got. */
const flat = (values: Values | null): Values => {
  const { survivor, mergedInto: _id, ...rest } = values ?? {};
  return { ...rest, ...(survivor as Values | undefined) };
};

/** Lines in the order of the log; what did not change is left out. */
export function differencesOf({ action, before, after }: Pick<AuditItem, 'action' | 'before' | 'after'>): Difference[] {
  const [was, is] = [flat(before), flat(after)];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys
    .map((key) => ({ key, label: labelOf(key), before: textOf(action, key, was[key]), after: textOf(action, key, is[key]) }))
    .filter((line) => line.before !== line.after);
}

/** The same as sentences: an arrow would point the wrong way in Arabic. */
export const changeLines = (entry: Pick<AuditItem, 'action' | 'before' | 'after'>): string[] =>
  differencesOf(entry).map(({ key, label, before, after }) => t('{label}: {before}, jetzt {after}', { label: label ?? key, before, after }));

/** Where the thing itself is shown at the desk. */
export function subjectHref({ subjectKind, subjectId }: Pick<AuditItem, 'subjectKind' | 'subjectId'>): string | null {
  switch (subjectKind) {
    case 'place': return `/desk/orte/${subjectId}`;
    case 'place.report': return '/desk/orte/meldungen';
    case 'person': return `/desk/personen/${subjectId}`;
    case 'organisation': return `/desk/organisationen/${subjectId}`;
    case 'parking.bay': return `/desk/sensoren/plaetze/${subjectId}`;
    case 'sensor.device': return `/desk/sensoren/geraete/${subjectId}`;
    default: return null;
  }
}
