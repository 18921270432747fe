/**
 * "Platz beobachten": as long as the app is open it tells when the place is taken and what is the next best.
 * Only in memory: a closed app watches nothing, and says so.
 */

import { computed, effect, signal } from '@preact/signals';
import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { showToast } from '../../ui';
import { NO_PROFILE, profile } from './profile';
import { type Option, bayOption, nextBest, siteOption } from './ranking';
import { originPoint } from './origin';
import { bays, findBay, findSite, now, sites, watchParking } from './store';

export interface Watched { kind: Option['kind']; id: string }

export const watched = signal<Watched | null>(null);

/** The watched place as it is now; `null` when nothing is watched or it vanished from the data. */
export const watchedOption = computed<Option | null>(() => {
  const target = watched.value;
  if (target === null) return null;
  const bay = target.kind === 'bay' ? findBay(target.id) : null;
  const site = target.kind === 'site' ? findSite(target.id) : null;
  const near = originPoint.value ?? bay ?? site;
  if (near === null) return null;
  if (bay) return bayOption(bay, near, NO_PROFILE, now.value);
  return site ? siteOption(site, near, NO_PROFILE, now.value) : null;
});

const nameOf = (option: Option): string => (option.kind === 'bay' ? option.bay.name : option.site.name);
export const linkOf = ({ kind, id }: Watched): string => (kind === 'bay' ? `/parken/platz/${id}` : `/parken/ort/${id}`);

function tell(lost: Option): void {
  navigator.vibrate?.(200); // phones only, and only where the person allows it
  const question = { bays: bays.value, sites: sites.value, near: lost.kind === 'bay' ? lost.bay : lost.site, profile: profile.value, filters: new Set<never>(), now: now.value };
  const next = nextBest(question, lost);
  const text = lost.status === 'unknown'
    ? t('{name}: Wir wissen nicht mehr, ob hier frei ist.', { name: nameOf(lost) })
    : t('{name} ist jetzt nicht mehr frei.', { name: nameOf(lost) });
  if (next === null) showToast(text);
  else showToast(text, { label: t('Nächster: {name}', { name: nameOf(next) }), run: () => navigate(linkOf(next)) });
}

/** What was last known of the watched place; a change from free is news, the same state again is not. */
let wasFree = false;
let stopFollowing: (() => void) | null = null;

effect(() => {
  const option = watchedOption.value;
  if (option === null) return;
  const isFree = option.status === 'free';
  if (wasFree && !isFree) tell(option);
  wasFree = isFree;
});

export function startWatching(target: Watched): void {
  stopFollowing ??= watchParking();
  wasFree = false;
  watched.value = target;
}

export function stopWatching(): void {
  watched.value = null;
  stopFollowing?.();
  stopFollowing = null;
}
