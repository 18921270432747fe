/**
 * Which place helps most? Pure decisions: free and fresh first, then the effort to get there, then how sure it is and
 * how well it suits. What is unknown, taken, closed or does not fit comes after, in that order, never left out silently.
 */

import type { Audience, Bay, Restriction, Site, Status } from '../../core/api/types';
import { type LatLon, distanceM, walkingMinutes } from '../../core/geo';
import { type Verdict, freeSpaces, staleness, verdict } from './freshness';
import type { Profile } from './profile';

/** Why a place does not suit the person's profile. */
export type Misfit = 'tooLow' | 'otherVehicle' | 'notForYou' | 'personal';

interface Judged extends Verdict {
  distanceM: number;
  walkMinutes: number;
  misfit: Misfit | null;
  /** Smaller is better within the same group; roughly minutes. */
  effort: number;
}
export interface BayOption extends Judged { kind: 'bay'; id: string; bay: Bay }
export interface SiteOption extends Judged { kind: 'site'; id: string; site: Site; free: number | null }
export type Option = BayOption | SiteOption;

export type Filter = 'free' | 'disabled' | 'garage' | 'charging' | 'parkAndRide' | 'truck';

/** Groups of the list, best first. */
const ORDER: Record<Status, number> = { free: 0, unknown: 1, taken: 5, closed: 6 };
/** Far away: free and unknown still come before what is taken here. */
const FAR_GROUP = 2;
const MISFIT_GROUP = 10;
/** Audiences that may not be used without belonging to them. Women's and family bays are a courtesy, not a ban. */
const RESERVED: readonly Audience[] = [
  'disabled', 'charging', 'resident', 'truck', 'carsharing', 'taxi', 'delivery', 'bus', 'caravan', 'cargobike', 'customer',
];

/** Weights in minutes of walking; each says what a person would accept to avoid it. */
const AGEING_MINUTES = 3;
const LAST_SPACE_MINUTES = 3;
const UNKNOWN_HEIGHT_MINUTES = 2;
const SUITS_WELL_MINUTES = -4;

const has = (restrictions: readonly Restriction[], type: Audience): boolean =>
  restrictions.some((restriction) => restriction.type === type);

const mayUse = (type: Audience, profile: Profile): boolean =>
  (type === 'disabled' && profile.blueBadge) || (type === 'truck' && profile.truck) ||
  (type === 'charging' && profile.charging);

function bayMisfit(bay: Bay, profile: Profile): Misfit | null {
  if (bay.bayKind === 'personal') return 'personal';
  const reserved = bay.restrictions.filter(({ type }) => RESERVED.includes(type));
  return reserved.length === 0 || reserved.some(({ type }) => mayUse(type, profile)) ? null : 'notForYou';
}

function siteMisfit(site: Site, profile: Profile): Misfit | null {
  if (profile.heightCm !== null && site.maxHeightCm !== null && profile.heightCm > site.maxHeightCm) return 'tooLow';
  if (profile.truck !== (site.kind === 'truck')) return 'otherVehicle';
  const isWholeSite = ({ type, capacity }: Restriction): boolean =>
    RESERVED.includes(type) && capacity !== null && capacity === site.capacity;
  const reserved = site.restrictions.filter(isWholeSite);
  return reserved.length === 0 || reserved.some(({ type }) => mayUse(type, profile)) ? null : 'notForYou';
}

function suits(restrictions: readonly Restriction[], profile: Profile): boolean {
  return (profile.blueBadge && has(restrictions, 'disabled')) || (profile.charging && has(restrictions, 'charging'));
}

function judge(place: Bay | Site, judged: Verdict, near: LatLon, profile: Profile, now: number): Omit<Judged, 'misfit'> {
  const metres = distanceM(near, place);
  const walkMinutes = walkingMinutes(metres, profile.pace);
  const doubt = judged.status === 'free' ? AGEING_MINUTES * staleness(place, now) : 0;
  const bonus = suits(place.restrictions, profile) ? SUITS_WELL_MINUTES : 0;
  // Unrounded minutes keep the order strict where two places round to the same number.
  const effort = (metres * walkMinutesPerMetre(profile)) + doubt + bonus;
  return { ...judged, distanceM: metres, walkMinutes, effort };
}

const walkMinutesPerMetre = (profile: Profile): number => walkingMinutes(100_000, profile.pace) / 100_000;

export function bayOption(bay: Bay, near: LatLon, profile: Profile, now: number): BayOption {
  const base = judge(bay, verdict(bay, now), near, profile, now);
  return { ...base, kind: 'bay', id: bay.id, bay, misfit: bayMisfit(bay, profile) };
}

/** What the site has for one audience: its own count, which says nothing about the spaces for everyone. */
function forAudience(site: Site, audience: Audience): Site {
  const kept = site.restrictions.find(({ type }) => type === audience);
  if (kept === undefined || site.status === 'closed') return site;
  const { capacity, free } = kept;
  if (free === null) return { ...site, capacity, free, status: 'unknown', reason: site.reason ?? 'noSensor' };
  return { ...site, capacity, free, status: free > 0 ? 'free' : 'taken', reason: null };
}

export function siteOption(whole: Site, near: LatLon, profile: Profile, now: number, audience?: Audience): SiteOption {
  const site = audience === undefined ? whole : forAudience(whole, audience);
  const free = freeSpaces(site, now);
  const base = judge(site, verdict(site, now), near, profile, now);
  const risk = free !== null && free > 0 ? LAST_SPACE_MINUTES / free : 0;
  const height = profile.heightCm !== null && site.maxHeightCm === null && site.kind === 'garage' ? UNKNOWN_HEIGHT_MINUTES : 0;
  return { ...base, effort: base.effort + risk + height, kind: 'site', id: site.id, site, free, misfit: siteMisfit(site, profile) };
}

const restrictionsOf = (option: Option): Restriction[] =>
  option.kind === 'bay' ? option.bay.restrictions : option.site.restrictions;

/** Does the option pass one chip? */
export function passes(option: Option, filter: Filter): boolean {
  const site = option.kind === 'site' ? option.site : null;
  switch (filter) {
    case 'free': return option.status === 'free';
    case 'garage': return site?.kind === 'garage';
    case 'parkAndRide': return site?.kind === 'parkAndRide';
    case 'truck': return site?.kind === 'truck' || has(restrictionsOf(option), 'truck');
    case 'disabled': case 'charging': return has(restrictionsOf(option), filter);
  }
}

/** "Free" narrows; the others name kinds of places and widen each other (garage or charging). */
export function passesAll(option: Option, filters: ReadonlySet<Filter>): boolean {
  if (filters.has('free') && !passes(option, 'free')) return false;
  const kinds = [...filters].filter((filter) => filter !== 'free');
  return kinds.length === 0 || kinds.some((filter) => passes(option, filter));
}

/** Further than this nobody walks if there is a choice (minutes): a free place there helps less than an unsure one here. */
export const FAR_MINUTES = 20;

function group({ misfit, status, walkMinutes }: Option): number {
  if (misfit !== null) return MISFIT_GROUP + ORDER[status];
  return walkMinutes > FAR_MINUTES ? FAR_GROUP + ORDER[status] : ORDER[status];
}

export function compareOptions(a: Option, b: Option): number {
  return group(a) - group(b) || a.effort - b.effort || a.id.localeCompare(b.id);
}

export interface Question {
  bays: readonly Bay[];
  sites: readonly Site[];
  near: LatLon;
  profile: Profile;
  filters: ReadonlySet<Filter>;
  now: number;
}

/** A row of its own for each disabled and each lone bay; the other bays of a site speak through the site. */
const standsAlone = (bay: Bay): boolean => bay.siteId === null || has(bay.restrictions, 'disabled');

/** Asking for a kind of place by chip is reason enough to show it, whoever the person is. */
function isAskedFor(option: Option, filters: ReadonlySet<Filter>): boolean {
  if (option.misfit === 'personal') return false;
  if (option.misfit === null || option.misfit === 'tooLow') return true;
  return [...filters].some((filter) => filter !== 'free' && passes(option, filter));
}

/** Sites whose bays for this audience already have rows of their own. */
function coveredSites(bays: readonly Bay[], audience: Audience): Set<string | null> {
  return new Set(bays.filter((bay) => has(bay.restrictions, audience)).map((bay) => bay.siteId));
}

/** Who asks for a kind of place by its chip may use it: the chip is the answer to that question. */
function asked(profile: Profile, filters: ReadonlySet<Filter>): Profile {
  return {
    ...profile,
    blueBadge: profile.blueBadge || filters.has('disabled'),
    charging: profile.charging || filters.has('charging'),
    truck: profile.truck || filters.has('truck'),
  };
}

/** The list of the finder, best first. Personal bays never appear: nobody else may park there. */
export function rank({ bays, sites, near, profile: own, filters, now }: Question): Option[] {
  const profile = asked(own, filters);
  const audience = (['disabled', 'charging'] as const).find((type) => filters.has(type));
  const covered = audience === 'disabled' ? coveredSites(bays, audience) : new Set();
  const options: Option[] = [
    ...bays.filter(standsAlone).map((bay) => bayOption(bay, near, profile, now)),
    ...sites.filter(({ id }) => !covered.has(id)).map((site) => siteOption(site, near, profile, now, audience)),
  ];
  return options.filter((option) => isAskedFor(option, filters) && passesAll(option, filters)).sort(compareOptions);
}

/** The nearest garage that suits and is not known to be full or closed, seen from `near`. */
export function nearestGarage(sites: readonly Site[], near: LatLon, profile: Profile, now: number): SiteOption | null {
  const options = sites
    .filter((site) => site.kind === 'garage')
    .map((site) => siteOption(site, near, profile, now))
    .filter(({ misfit, status }) => misfit === null && (status === 'free' || status === 'unknown'));
  return options.sort((a, b) => a.distanceM - b.distanceM)[0] ?? null;
}

/** The next best free place when `taken` is gone, of the same kind where there is one. */
export function nextBest(question: Question, taken: Option): Option | null {
  const others = rank({ ...question, filters: new Set(taken.kind === 'bay' && has(taken.bay.restrictions, 'disabled') ? ['free', 'disabled'] : ['free']) });
  return others.find((option) => option.id !== taken.id && option.misfit === null) ?? null;
}
