/** Who may see what at the desk. */
import type { Me, PersonRow } from '../../core/api/types';
import { t } from '../../core/i18n';

export { roleText } from '../account/roles';

export type Role = Me['roles'][number];

export type CityRole = PersonRow['roles'][number];
export const CITY_ROLES: readonly CityRole[] = ['moderator', 'editor', 'officer', 'admin'];

export const isStaff = (person: Pick<Me, 'roles'>): boolean => person.roles.some((role) => CITY_ROLES.some((known) => known === role));

/** True where one of `wanted` is held; an empty list is for all staff. */
export const mayUse = (person: Pick<Me, 'roles'>, wanted: readonly Role[]): boolean =>
  wanted.length === 0 ? isStaff(person) : wanted.some((role) => person.roles.includes(role));

/** What somebody with a city role may do. */
export function dutyText(role: CityRole): string {
  switch (role) {
    case 'moderator': return t('liest und prüft, was Menschen schreiben');
    case 'editor': return t('ändert Orte und Texte, beantwortet Meldungen');
    case 'officer': return t('betreut Sensoren, Plätze und Warnungen');
    case 'admin': return t('vergibt Rollen, liest das ganze Protokoll');
  }
}
