/** All screens. Each is a chunk of its own; nothing here is loaded before it is visited. */
import type { Route } from '../core/router';

export const ROUTES: readonly Route[] = [
  { path: '/', load: () => import('../features/start/StartPage') },
  { path: '/parken', load: () => import('../features/parking/ParkingPage') },
  { path: '/parken/platz/:id', load: () => import('../features/parking/BayPage') },
  { path: '/parken/ort/:id', load: () => import('../features/parking/SitePage') },
  { path: '/orte', load: () => import('../features/places/PlacesPage') },
  { path: '/orte/:id', load: () => import('../features/places/PlacePage') },
  { path: '/karte', load: () => import('../features/places/MapPage') },
  { path: '/konto', load: () => import('../features/account/AccountPage') },
  { path: '/konto/neu', load: () => import('../features/account/NewAccountPage') },
  { path: '/konto/notfall', load: () => import('../features/account/RecoveryPage') },
  { path: '/konto/code', load: () => import('../features/account/CodePage') },
  { path: '/warnungen', load: () => import('../features/alerts/AlertsPage') },
  { path: '/warnungen/benachrichtigungen', load: () => import('../features/push/PushPage') },
  { path: '/warnungen/:id', load: () => import('../features/alerts/AlertPage') },
  { path: '/rathaus', load: () => import('../features/content/RathausPage') },
  { path: '/rathaus/:id', load: () => import('../features/content/TownHallPage') },
  { path: '/impressum', load: () => import('../features/content/TownHallPage') },
  { path: '/barrierefreiheit', load: () => import('../features/content/TownHallPage') },
  { path: '/mehr', load: () => import('../features/more/MorePage') },
  { path: '/mehr/einstellungen', load: () => import('../features/more/SettingsPage') },
  { path: '/mehr/sprache', load: () => import('../features/more/LanguagePage') },
  { path: '/mehr/installieren', load: () => import('../features/more/InstallPage') },
  { path: '/mehr/ueber', load: () => import('../features/more/AboutPage') },
  { path: '/meine-daten', load: () => import('../features/privacy/MyDataPage') },
  { path: '/privacy', load: () => import('../features/privacy/PrivacyPage') },
  { path: '/konto/einladung', load: () => import('../features/organisations/InvitationPage') },
  { path: '/konto/organisation/neu', load: () => import('../features/organisations/NewOrganisationPage') },
  { path: '/konto/organisation/:id', load: () => import('../features/organisations/OrganisationPage') },
  { path: '/desk/*rest', frame: 'own', load: () => import('../features/desk/DeskApp') },
  { path: '/offline', load: () => import('../features/more/OfflinePage') },
];

export const loadNotFound: Route['load'] = () => import('../features/more/NotFoundPage');
