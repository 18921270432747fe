/**
 * What staff can do at the desk. Rail, overview and addresses are drawn from this table: a new section is one entry here
 * and its screens in a folder of its own. Roles are those of the server's routes; the server decides, this only shows.
 */
import { N_ } from '../../core/i18n';
import type { Route } from '../../core/router';
import type { IconName } from '../../ui';
import type { Role } from './roles';

export interface DeskSection {
  href: string;
  label: string;
  icon: IconName;
  /** One of these is needed. Empty: everyone with a city role. */
  roles: readonly Role[];
  /** All screens of the section, lazy like the app's own. */
  routes: readonly Route[];
}

export const SECTIONS: readonly DeskSection[] = [
  {
    href: '/desk/warnungen', label: N_('Warnungen'), icon: 'siren', roles: ['officer', 'admin'],
    routes: [
      { path: '/desk/warnungen', load: () => import('./alerts/WarningsPage') },
      { path: '/desk/warnungen/neu', load: () => import('./alerts/NewWarningPage') },
      { path: '/desk/warnungen/:id', load: () => import('./alerts/WarningPage') },
    ],
  },
  {
    /* i18n: section of the staff area: devices that measure */
    href: '/desk/sensoren', label: N_('Sensoren'), icon: 'radio-tower', roles: ['officer', 'admin'],
    routes: [
      { path: '/desk/sensoren', load: () => import('./sensors/DevicesPage') },
      { path: '/desk/sensoren/geraete/:id', load: () => import('./sensors/DevicePage') },
      { path: '/desk/sensoren/quarantaene', load: () => import('./sensors/QuarantinePage') },
      { path: '/desk/sensoren/plaetze', load: () => import('./sensors/BaysPage') },
      { path: '/desk/sensoren/plaetze/:id', load: () => import('./sensors/BayPage') },
    ],
  },
  {
    href: '/desk/orte', label: N_('Orte'), icon: 'map-pin', roles: ['editor', 'admin'],
    routes: [
      { path: '/desk/orte', load: () => import('./places/PlacesPage') },
      { path: '/desk/orte/meldungen', load: () => import('./places/ReportsPage') },
      { path: '/desk/orte/:id', load: () => import('./places/PlacePage') },
      { path: '/desk/orte/:id/zusammenlegen', load: () => import('./places/MergePage') },
    ],
  },
  {
    href: '/desk/personen', label: N_('Personen'), icon: 'users', roles: ['admin'],
    routes: [
      { path: '/desk/personen', load: () => import('./people/PeoplePage') },
      { path: '/desk/personen/:id', load: () => import('./people/PersonPage') },
    ],
  },
  {
    href: '/desk/organisationen', label: N_('Vereine und Betriebe'), icon: 'building-2', roles: ['admin'],
    routes: [
      { path: '/desk/organisationen', load: () => import('./organisations/OrganisationsPage') },
      { path: '/desk/organisationen/:id', load: () => import('./organisations/OrganisationPage') },
    ],
  },
  {
    /* i18n: section of the staff area: what staff did */
    href: '/desk/protokoll', label: N_('Protokoll'), icon: 'history', roles: [],
    routes: [{ path: '/desk/protokoll', load: () => import('./audit/AuditPage') }],
  },
  {
    /* i18n: section of the staff area: does everything run? */
    href: '/desk/system', label: N_('System'), icon: 'activity', roles: [],
    routes: [{ path: '/desk/system', load: () => import('./health/HealthPage') }],
  },
];

const isBelow = (path: string, href: string): boolean => path === href || path.startsWith(`${href}/`);

export const sectionOf = (path: string): DeskSection | undefined => SECTIONS.find(({ href }) => isBelow(path, href));
