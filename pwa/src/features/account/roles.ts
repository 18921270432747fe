/** What roles are called. */
import type { Me } from '../../core/api/types';
import { t } from '../../core/i18n';

export function roleText(role: Me['roles'][number]): string {
  switch (role) {
    /* i18n: role of somebody with an account and no other role: a private person */
    case 'resident': return t('Privat');
    /* i18n: role: organises events */
    case 'organiser': return t('Veranstaltungen');
    /* i18n: role: runs a shop */
    case 'merchant': return t('Geschäft');
    /* i18n: role: looks after what people write */
    case 'moderator': return t('Moderation');
    /* i18n: role: looks after the texts of the app */
    case 'editor': return t('Redaktion');
    /* i18n: role: works for the city */
    case 'officer': return t('Verwaltung');
    /* i18n: role: runs the app */
    case 'admin': return t('Technik');
  }
}
