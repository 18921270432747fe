/** States, reasons and attributes as short sentences; each number that may be missing has a sentence without it. */

import type { Audience, Bay, Reason, Site, SiteKind, Status } from '../../core/api/types';
import { formatDay, formatDistance, formatDuration, formatLength, formatNumber, formatTime, nt, t, tc } from '../../core/i18n';
import type { IconName } from '../../ui';
import { type Openness, durationMinutes } from './hours';
import type { Misfit, Option } from './ranking';

export function statusWord(status: Status): string {
  switch (status) {
    case 'free': return t('frei');
    case 'taken': return t('belegt');
    case 'closed': return t('geschlossen');
    case 'unknown': return t('unbekannt');
  }
}

/** "7 frei", or the plain word where a number is missing or says nothing. */
export function optionWord(option: Option): string {
  if (option.kind === 'site' && option.status === 'free' && option.free !== null) {
    return nt('{n} frei', '{n} frei', option.free);
  }
  return option.kind === 'site' && option.status === 'taken' ? t('voll') : statusWord(option.status);
}

export function reasonText(reason: Reason | null): string | null {
  switch (reason) {
    case null: return null;
    case 'noSensor': return t('Keine Live-Daten');
    case 'neverReported': return t('Der Sensor hat noch nie etwas gemeldet');
    case 'silent': return t('Der Sensor meldet sich nicht mehr');
    case 'restarted': return t('Der Sensor startet gerade neu');
    case 'settling': return t('Hier ändert sich gerade etwas');
    case 'closedByCity': return t('Von der Stadt gesperrt');
    case 'outsideHours': return t('Jetzt nicht geöffnet');
    case 'feedStale': return t('Die letzten Daten sind zu alt');
  }
}

export function misfitText(misfit: Misfit): string {
  switch (misfit) {
    case 'tooLow': return t('Zu niedrig für Ihr Fahrzeug');
    case 'otherVehicle': return t('Nicht für Ihr Fahrzeug');
    case 'notForYou': return t('Hier dürfen nicht alle parken');
    case 'personal': return t('Nur für eine bestimmte Person');
  }
}

export function siteKindWord(kind: SiteKind): string {
  switch (kind) {
    case 'garage': return t('Parkhaus');
    case 'street': return t('Parken am Straßenrand');
    case 'lot': return t('Parkplatz');
    case 'parkAndRide': return t('Park + Ride');
    case 'truck': return t('Lkw-Parkplatz');
  }
}

/** Plural names of audiences, as a label in front of a count. */
export function audienceWord(type: Audience): string {
  switch (type) {
    case 'disabled': return t('Behindertenparkplätze');
    case 'charging': return t('Ladeplätze für E-Autos');
    case 'family': return t('Familienparkplätze');
    case 'resident': return t('Plätze für Anwohner');
    case 'truck': return t('Lkw-Plätze');
    case 'women': return t('Frauenparkplätze');
    case 'carsharing': return t('Carsharing-Plätze');
    case 'taxi': return t('Taxi-Plätze');
    case 'delivery': return t('Plätze zum Liefern');
    case 'bus': return t('Bus-Plätze');
    case 'caravan': return t('Plätze für Wohnmobile');
    case 'cargobike': return t('Plätze für Lastenräder');
    case 'customer': return t('Plätze für Kunden');
  }
}

/** What one bay is, in the singular. */
export function bayKindWord(bay: Bay): string {
  if (bay.bayKind === 'personal') return t('Persönlicher Behindertenparkplatz');
  switch (bay.restrictions[0]?.type) {
    case 'disabled': return t('Behindertenparkplatz');
    case 'charging': return t('Ladeplatz für E-Autos');
    case 'family': return t('Familienparkplatz');
    case 'truck': return t('Lkw-Platz');
    case 'women': return t('Frauenparkplatz');
    default: return tc('one space', 'Parkplatz');
  }
}

const AUDIENCE_ICONS: Partial<Record<Audience, IconName>> = {
  disabled: 'accessibility', charging: 'plug-zap', truck: 'truck', family: 'baby', bus: 'bus', cargobike: 'bike',
};
const SITE_ICONS: Record<SiteKind, IconName> = {
  garage: 'warehouse', street: 'square-parking', lot: 'circle-parking', parkAndRide: 'tram-front', truck: 'truck',
};

export const audienceIcon = (type: Audience): IconName => AUDIENCE_ICONS[type] ?? 'users';

export function optionIcon(option: Option): IconName {
  if (option.kind === 'site') return SITE_ICONS[option.site.kind];
  return AUDIENCE_ICONS[option.bay.restrictions[0]?.type ?? 'women'] ?? 'circle-parking';
}

export const walkText = (minutes: number): string => nt('etwa {n} Minute zu Fuß', 'etwa {n} Minuten zu Fuß', minutes);

/** "3,5 m breit, 5 m lang", or the one that is known. */
export function sizeText({ widthCm, lengthCm }: Pick<Bay, 'widthCm' | 'lengthCm'>): string | null {
  const width = widthCm === null ? null : formatLength(widthCm);
  const length = lengthCm === null ? null : formatLength(lengthCm);
  if (width !== null && length !== null) return t('{width} breit, {length} lang', { width, length });
  if (width !== null) return t('{width} breit', { width });
  return length === null ? null : t('{length} lang', { length });
}

/** Up to 3 % counts as level: DIN 18040-3 allows that much lengthwise for disabled bays. */
const LEVEL_PERCENT = 3;

export function slopeText(percent: number | null): string | null {
  if (percent === null) return null;
  const value = formatNumber(percent, 1);
  return percent <= LEVEL_PERCENT ? t('fast eben ({value} % Gefälle)', { value }) : t('schräg ({value} % Gefälle)', { value });
}

export function maxStayText(iso: string | null): string | null {
  const minutes = durationMinutes(iso);
  return minutes === null ? null : t('höchstens {duration}', { duration: formatDuration(minutes) });
}

export function kerbText(kerb: Bay['kerb']): string | null {
  switch (kerb) {
    case null: return null;
    case 'flush': return t('ohne Stufe');
    case 'lowered': return t('abgesenkt');
    case 'raised': return t('hoher Bordstein');
  }
}

function kerbTrait(kerb: Bay['kerb']): string | null {
  switch (kerb) {
    case null: return null;
    case 'flush': return t('ohne Stufe');
    case 'lowered': return t('Bordstein abgesenkt');
    case 'raised': return t('hoher Bordstein');
  }
}

export function surfaceText(surface: Bay['surface']): string | null {
  switch (surface) {
    case null: return null;
    case 'asphalt': return t('Asphalt');
    case 'paving_stones': return t('ebenes Pflaster');
    case 'sett': return t('Kopfsteinpflaster');
    case 'gravel': return t('Kies');
  }
}

export function orientationText(orientation: Bay['orientation']): string | null {
  switch (orientation) {
    case null: return null;
    case 'parallel': return t('längs zur Straße');
    case 'diagonal': return t('schräg zur Straße');
    case 'perpendicular': return t('quer zur Straße');
  }
}

export const sideText = (side: Bay['side']): string | null =>
  // i18n: a side of the street; the label "Straßenseite" stands before it
  side === null ? null : side === 'left' ? t('links') : t('rechts');

export const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? t('ja') : t('nein'));

/** Opening hours in OSM syntax that mean "always" get words; everything else comes from the intervals. */
export function openText(state: Openness, openingHours: string | null): string | null {
  if (openingHours === '24/7') return t('rund um die Uhr geöffnet');
  if (state === null) return null;
  if (state.open) return state.until === null ? t('jetzt geöffnet') : t('jetzt geöffnet, bis {time} Uhr', { time: formatTime(state.until) });
  if (state.from === null) return t('jetzt geschlossen');
  return t('jetzt geschlossen, öffnet {day} um {time} Uhr', { day: formatDay(state.from), time: formatTime(state.from) });
}

/** The short attributes of a card: what decides whether it is worth going. */
export function traits(option: Option): string[] {
  const found = option.kind === 'bay' ? bayTraits(option.bay) : siteTraits(option.site);
  return found.filter((trait) => trait !== null);
}

function bayTraits(bay: Bay): (string | null)[] {
  return [
    sizeText(bay),
    kerbTrait(bay.kerb),
    bay.slopePercent === null ? null : bay.slopePercent <= LEVEL_PERCENT ? t('ebener Boden') : t('schräger Boden'),
    maxStayText(bay.maxStay),
  ];
}

function siteTraits(site: Site): (string | null)[] {
  return [
    siteKindWord(site.kind),
    site.capacity === null ? null : nt('{n} Platz', '{n} Plätze', site.capacity),
    site.maxHeightCm === null ? null : t('bis {height} hoch', { height: formatLength(site.maxHeightCm) }),
    maxStayText(site.maxStay),
  ];
}

/** "180 m · etwa 3 Minuten zu Fuß": both, because not everyone thinks in metres. */
export const wayText = (option: Option): string =>
  t('{distance}, {walk}', { distance: formatDistance(option.distanceM), walk: walkText(option.walkMinutes) });
