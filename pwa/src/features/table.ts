/**
 * What this app can do today. Navigation, start tiles and the doors of the Einfach mode are drawn from this table, so
 * what does not exist is absent instead of dead.
 */
import { N_ } from '../core/i18n';
import type { IconName } from '../ui/icon-names';

interface Entry {
  href: string;
  label: string;
  icon: IconName;
}

/** Bottom bar of a phone, rail of a wide screen. One word each. */
export const NAVIGATION: readonly Entry[] = [
  /* i18n: name of the first screen */
  { href: '/', label: N_('Start'), icon: 'house' },
  { href: '/karte', label: N_('Karte'), icon: 'map' },
  /* i18n: "more": menu entry for settings, language, help */
  { href: '/mehr', label: N_('Mehr'), icon: 'menu' },
];

/** Tiles of the start screen. Short: they stand under an icon. */
export const TILES: readonly Entry[] = [
  /* i18n: finding a parking space */
  { href: '/parken', label: N_('Parken'), icon: 'circle-parking' },
  /* i18n: places in the city: town hall, library, playground ... */
  { href: '/orte', label: N_('Orte'), icon: 'landmark' },
  /* i18n: toilets that people in a wheelchair can use */
  { href: '/orte?accessible=1', label: N_('Barrierefreie WCs'), icon: 'accessibility' },
];

/** The big doors of the Einfach mode. */
export const DOORS: readonly Entry[] = [
  { href: '/parken', label: N_('Einen Parkplatz finden'), icon: 'circle-parking' },
  { href: '/orte', label: N_('Orte in der Stadt finden'), icon: 'landmark' },
  { href: '/orte?accessible=1', label: N_('Eine barrierefreie Toilette finden'), icon: 'accessibility' },
];
