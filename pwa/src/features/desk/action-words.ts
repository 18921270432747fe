/** What the log says was done, in words. Each section adds its actions here. */
import { N_, t } from '../../core/i18n';

const WORDS: Readonly<Record<string, string>> = {
  'organisation.changed': N_('Verein oder Betrieb geändert'),
  'organisation.memberInvited': N_('Mitglied eingeladen'),
  'organisation.memberRemoved': N_('Mitglied entfernt'),
  'parking.bay.closed': N_('Stellplatz gesperrt'),
  'parking.bay.opened': N_('Stellplatz freigegeben'),
  'person.blockChanged': N_('Zugang geändert'),
  'person.rolesChanged': N_('Rollen geändert'),
  'place.edited': N_('Ort geändert'),
  'place.merged': N_('Ort mit einem anderen zusammengelegt'),
  'place.report.decided': N_('Meldung beantwortet'),
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
