/** What can be wrong with a place, in words. */
import type { ReportReason } from '../../core/api/types';
import { t } from '../../core/i18n';

export function reasonText(reason: ReportReason): string {
  switch (reason) {
    case 'closed': return t('Den Ort gibt es nicht mehr');
    case 'moved': return t('Der Ort ist umgezogen');
    case 'wrongHours': return t('Die Zeiten stimmen nicht');
    case 'wrongPosition': return t('Die Stelle auf der Karte stimmt nicht');
    case 'other': return t('Etwas anderes');
  }
}

/** A day without a time, as the server writes it, for `formatDate`. */
export const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);
