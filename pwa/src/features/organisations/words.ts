/** Mishaps in words. */
import { ApiProblem } from '../../core/api';
import { t } from '../../core/i18n';

export const explain = (error: unknown): string => (error instanceof ApiProblem ? error.message : t('Gerade nicht erreichbar'));
