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

export interface NavigationEntry extends Entry {
  /** Only where there is room: in the rail of a wide screen. */
  wideOnly?: boolean;
}

/** Bottom bar of a phone, rail of a wide screen. One word each. */
export const NAVIGATION: readonly NavigationEntry[] = [
  /* i18n: name of the first screen */
  { href: '/', label: N_('Start'), icon: 'house' },
  /* i18n: finding a parking space */
  { href: '/parken', label: N_('Parken'), icon: 'circle-parking', wideOnly: true },
  /* i18n: places in the city: town hall, library, playground ... */
  { href: '/orte', label: N_('Orte'), icon: 'landmark', wideOnly: true },
  /* i18n: town hall and offices */
  { href: '/rathaus', label: N_('Rathaus'), icon: 'building-2', wideOnly: true },
  { href: '/karte', label: N_('Karte'), icon: 'map' },
  /* i18n: asking the city a question: "Ask" */
  { href: '/fragen', label: N_('Fragen'), icon: 'circle-question-mark' },
  { href: '/warnungen', label: N_('Warnungen'), icon: 'triangle-alert', wideOnly: true },
  /* i18n: "more": menu entry for settings, language, help */
  { href: '/mehr', label: N_('Mehr'), icon: 'menu' },
];

/** Tiles of the start screen. Short: they stand under an icon. Categories must exist in the content; a test looks. */
export const TILES: readonly Entry[] = [
  { href: '/parken', label: N_('Parken'), icon: 'circle-parking' },
  /* i18n: parking bays reserved for disabled people */
  { href: '/parken?zeige=disabled', label: N_('Behinderten-Parkplätze'), icon: 'accessibility' },
  { href: '/karte', label: N_('Karte'), icon: 'map' },
  { href: '/orte', label: N_('Orte'), icon: 'landmark' },
  /* i18n: toilets that people in a wheelchair can use */
  { href: '/orte?accessible=1', label: N_('Barrierefreie WCs'), icon: 'toilet' },
  /* i18n: town hall and offices */
  { href: '/rathaus', label: N_('Rathaus'), icon: 'building-2' },
];

/** The big doors of the Einfach mode. */
export const DOORS: readonly Entry[] = [
  { href: '/warnungen', label: N_('Warnungen'), icon: 'triangle-alert' },
  { href: '/fragen', label: N_('Eine Frage stellen'), icon: 'circle-question-mark' },
  { href: '/rathaus', label: N_('Rathaus'), icon: 'building-2' },
  { href: '/parken', label: N_('Einen Parkplatz finden'), icon: 'circle-parking' },
  { href: '/parken?zeige=disabled', label: N_('Einen Behinderten-Parkplatz finden'), icon: 'accessibility' },
  { href: '/orte', label: N_('Orte in der Stadt finden'), icon: 'landmark' },
];
