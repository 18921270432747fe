/** Words and pictures for severity and state: a warning is told by word, icon, shape and colour, each by itself. */

import type { AlertSummary } from '../../core/api/types';
import { formatDateTime, formatList, formatTime, t } from '../../core/i18n';
import { districts } from '../../core/city';
import type { IconName } from '../../ui';
import { type Tone, isActive, toneOf } from './logic';

export const TONE_ICON: Record<Tone, IconName> = {
  clear: 'circle-check', minor: 'info', moderate: 'message-square-warning', severe: 'triangle-alert', extreme: 'siren',
};

/** How bad, in one or two words. */
export function severityWord(tone: Tone): string {
  switch (tone) {
    /* i18n: the highest of four degrees of danger */
    case 'extreme': return t('Extreme Gefahr');
    /* i18n: the second highest of four degrees of danger */
    case 'severe': return t('Große Gefahr');
    /* i18n: the third of four degrees of danger */
    case 'moderate': return t('Gefahr');
    /* i18n: the lowest of four degrees of danger: an official notice */
    default: return t('Hinweis');
  }
}

/** One or two words: how bad, or that it is over. */
export function kindWord(alert: AlertSummary, now: number): string {
  if (alert.state === 'allClear') return t('Entwarnung');
  if (!isActive(alert, now)) return t('Vorbei');
  if (alert.demo || alert.status === 'exercise') return t('Übung');
  return severityWord(toneOf(alert, now));
}

/** The hour where that is enough, the day with it where not. */
function when(iso: string, now: number): string {
  const moment = new Date(iso);
  return Math.abs(moment.getTime() - now) < 12 * 3_600_000 ? formatTime(moment) : formatDateTime(moment);
}

/** Until when, in one sentence. */
export function untilWords(alert: AlertSummary, now: number): string {
  if (alert.state === 'moved') return t('Die Warnung gilt hier nicht mehr.');
  if (alert.state === 'gone') return t('Die Warnung wird nicht mehr gemeldet.');
  if (alert.state === 'allClear') return t('Aufgehoben: {time}', { time: when(alert.endedAt ?? alert.sentAt, now) });
  if (alert.expires !== null && Date.parse(alert.expires) <= now) return t('Galt bis {time}', { time: when(alert.expires, now) });
  if (alert.onset !== null && Date.parse(alert.onset) > now) {
    return alert.expires === null
      ? t('Gilt ab {time}', { time: when(alert.onset, now) })
      : t('Gilt von {from} bis {until}', { from: when(alert.onset, now), until: when(alert.expires, now) });
  }
  if (alert.expires !== null) return t('Gilt bis {time}', { time: when(alert.expires, now) });
  return t('Gilt seit {time}. Wie lange, ist noch offen.', { time: when(alert.firstSentAt, now) });
}

const MANY = 4;

/** Names of the Stadtteile in the order of their numbers. */
export function placeNames(alert: AlertSummary): string[] {
  const known = new Map(districts.data.value?.districts.features.map((area) => [String(area.properties?.id), String(area.properties?.name)]));
  return alert.districts.map((code) => known.get(code) ?? code);
}

/** Where, in a few words. */
export function whereWords(alert: AlertSummary): string {
  const names = placeNames(alert);
  if (alert.wholeCity || names.length === 0) return t('Ganze Stadt');
  return names.length > MANY ? `${names.slice(0, MANY).join(', ')} …` : formatList(names);
}
