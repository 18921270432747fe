/** States of places and of notes about them, in words. */
import type { DeskPlaceRow, DeskReport } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import type { StatusKind } from '../../../ui';

export function stateText(state: DeskPlaceRow['state']): string {
  switch (state) {
    /* i18n: state of a place: everybody sees it */
    case 'listed': return t('in der App');
    /* i18n: state of a place: it leads to another entry now */
    case 'merged': return t('zusammengelegt');
    /* i18n: state of a place: it left the city's data */
    case 'withdrawn': return t('nicht mehr in den Daten');
  }
}

export const stateKind = (state: DeskPlaceRow['state']): StatusKind => (state === 'listed' ? 'ok' : 'unknown');

export function reportStatusText(status: DeskReport['status']): string {
  switch (status) {
    /* i18n: state of a note from a resident: nobody has answered yet */
    case 'open': return t('offen');
    /* i18n: state of a note from a resident: we will see to it */
    case 'accepted': return t('angenommen');
    /* i18n: state of a note from a resident: we do not follow it */
    case 'declined': return t('nicht angenommen');
    /* i18n: state of a note from a resident: it is mended */
    case 'done': return t('erledigt');
  }
}

export const reportStatusKind = (status: DeskReport['status']): StatusKind => {
  if (status === 'done') return 'ok';
  return status === 'open' ? 'taken' : 'info';
};
