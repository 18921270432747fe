/** What the log says was done, in words. Each section adds its actions here. */
import { N_, t } from '../../core/i18n';

const WORDS: Readonly<Record<string, string>> = {
  'alert.changed': N_('Warnung geändert'),
  'alert.discarded': N_('Warnung verworfen'),
  'alert.drafted': N_('Warnung entworfen'),
  'alert.proposed': N_('Warnung zur Freigabe gesendet'),
  'alert.released': N_('Warnung freigegeben'),
  'alert.releasedAlone': N_('Warnung ohne zweite Person freigegeben'),
  /* i18n: log: nobody is left in a club or firm, so it may not act any more */
  'organisation.abandoned': N_('Verein oder Betrieb ausgesetzt, weil niemand mehr da ist'),
  'organisation.changed': N_('Verein oder Betrieb geändert'),
  /* i18n: log: whoever managed a club or firm is gone; the member who has been there longest takes over */
  'organisation.inherited': N_('Leitung weitergegeben'),
  'organisation.memberInvited': N_('Mitglied eingeladen'),
  'organisation.memberRemoved': N_('Mitglied entfernt'),
  'parking.bay.closed': N_('Stellplatz gesperrt'),
  'parking.bay.opened': N_('Stellplatz freigegeben'),
  'person.blockChanged': N_('Zugang geändert'),
  'person.rolesChanged': N_('Rollen geändert'),
  'place.edited': N_('Ort geändert'),
  'place.merged': N_('Ort mit einem anderen zusammengelegt'),
  'place.report.decided': N_('Meldung beantwortet'),
  /* i18n: log: the city's login said which roles somebody has */
  'roles.claimed': N_('Rollen von der Anmeldung übernommen'),
  'sensor.device.changed': N_('Gerät geändert'),
  'sensor.device.registered': N_('Gerät angemeldet'),
  'sensor.quarantine.discarded': N_('Unbekanntes Gerät verworfen'),
};
const UNDONE = '.undone';

/** Kinds of actions to choose from. */
export const ACTIONS: readonly string[] = Object.keys(WORDS);

/** The words for an action; its code where there are none. */
export function actionText(action: string): string {
  if (action.endsWith(UNDONE)) return t('Zurückgenommen: {action}', { action: actionText(action.slice(0, -UNDONE.length)) });
  const words = WORDS[action];
  return words === undefined ? action : t(words);
}
