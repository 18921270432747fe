/** Who may see what at the desk. */
import type { Me } from '../../core/api/types';

export type Role = Me['roles'][number];

const CITY_ROLES: readonly Role[] = ['moderator', 'editor', 'officer', 'admin'];

export const isStaff = (person: Pick<Me, 'roles'>): boolean => person.roles.some((role) => CITY_ROLES.includes(role));

/** True where one of `wanted` is held; an empty list is for all staff. */
export const mayUse = (person: Pick<Me, 'roles'>, wanted: readonly Role[]): boolean =>
  wanted.length === 0 ? isStaff(person) : wanted.some((role) => person.roles.includes(role));
