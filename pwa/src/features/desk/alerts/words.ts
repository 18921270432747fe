/** Words for the city's own warnings at the desk. */
import type { DeskAlert, DeskAlertRow } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import type { StatusKind } from '../../../ui';

export type Severity = DeskAlertRow['severity'];
export const SEVERITIES: readonly Severity[] = ['minor', 'moderate', 'severe', 'extreme'];

export function severityText(severity: Severity): string {
  switch (severity) {
    case 'extreme': return t('Extreme Gefahr');
    case 'severe': return t('Große Gefahr');
    case 'moderate': return t('Gefahr');
    case 'minor': return t('Hinweis');
  }
}

export function stateText(state: DeskAlertRow['state']): string {
  switch (state) {
    /* i18n: state of a warning at the desk: being written */
    case 'draft': return t('Entwurf');
    case 'proposed': return t('Wartet auf Freigabe');
    /* i18n: state of a warning at the desk: people have it */
    case 'released': return t('Gesendet');
    /* i18n: state of a warning at the desk: will not be sent */
    case 'discarded': return t('Verworfen');
  }
}

export const stateKind = (state: DeskAlertRow['state']): StatusKind =>
  state === 'released' ? 'ok' : state === 'proposed' ? 'info' : 'unknown';

/** Who did what, one line each. */
export function peopleLines(warning: DeskAlert): string[] {
  return [
    warning.author !== null && t('Geschrieben von {name}', { name: warning.author }),
    warning.editor !== null && t('Zuletzt geändert von {name}', { name: warning.editor }),
    warning.releaser !== null && t('Freigegeben von {name}', { name: warning.releaser }),
    warning.overrideReason !== null && t('Ohne zweite Person: {reason}', { reason: warning.overrideReason }),
  ].filter((line): line is string => line !== false);
}
