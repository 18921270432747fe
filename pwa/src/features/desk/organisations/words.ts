/** Organisations in words. */
import type { OrganisationRow } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import type { StatusKind } from '../../../ui';

export const KINDS: readonly OrganisationRow['kind'][] = ['organiser', 'merchant'];
export const STATUSES: readonly OrganisationRow['status'][] = ['pending', 'verified', 'suspended'];

export function organisationKindText(kind: OrganisationRow['kind']): string {
  switch (kind) {
    /* i18n: kind of organisation: a club, an initiative or a cultural house that organises events */
    case 'organiser': return t('Verein oder Veranstalter');
    /* i18n: kind of organisation: a shop or a firm */
    case 'merchant': return t('Geschäft oder Betrieb');
  }
}

export function organisationStatusText(status: OrganisationRow['status']): string {
  switch (status) {
    case 'pending': return t('wird noch geprüft');
    /* i18n: state of an organisation: the city knows it is genuine */
    case 'verified': return t('von der Stadt bestätigt');
    /* i18n: state of an organisation: it may not act for now */
    case 'suspended': return t('ausgesetzt');
  }
}

export function organisationStatusKind(status: OrganisationRow['status']): StatusKind {
  if (status === 'verified') return 'ok';
  return status === 'pending' ? 'info' : 'closed';
}
