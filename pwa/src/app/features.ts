/**
 * What this app can do today. Navigation, start tiles and the doors of the Einfach mode are drawn from this table, so
 * what does not exist is absent instead of dead.
 */
import { N_ } from '../core/i18n';
import type { IconName } from '../ui/icon-names';

export interface Feature {
  id: string;
  href: string;
  /** i18n: short name, one word if it can be; stands under an icon. */
  label: string;
  icon: IconName;
  /** Position in the bottom bar; absent means not in it. */
  bar?: number;
  /** A tile on the start screen. */
  tile?: boolean;
  /** A door of the Einfach mode, with its fuller wording. */
  door?: string;
}

export const FEATURES: readonly Feature[] = [
  { id: 'start', href: '/', label: N_('Start'), icon: 'house', bar: 1 },
  { id: 'parking', href: '/parken', label: N_('Parken'), icon: 'circle-parking', tile: true, door: N_('Einen Parkplatz finden') },
  { id: 'places', href: '/orte', label: N_('Orte'), icon: 'landmark', tile: true, door: N_('Orte in der Stadt') },
  { id: 'map', href: '/karte', label: N_('Karte'), icon: 'map', bar: 2, tile: true },
  {
    id: 'toilets',
    href: '/orte?accessible=1',
    /* i18n: accessible public toilets; short, it stands under an icon */
    label: N_('Toiletten'),
    icon: 'accessibility',
    tile: true,
    door: N_('Barrierefreie Toiletten'),
  },
  { id: 'more', href: '/mehr', label: N_('Mehr'), icon: 'menu', bar: 9 },
];
