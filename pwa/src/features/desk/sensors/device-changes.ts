/** What an entry of the log changed about a device. */
import type { AuditItem } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { modelText } from './profiles';
import { serviceText } from './words';

interface Decided {
  name: string;
  profile: string;
  inService: boolean;
  target: { id: string } | null;
}

/** A sentence instead of an arrow: an arrow would point the wrong way in Arabic. */
const step = (label: string, before: string, after: string): string => t('{label}: {before}, jetzt {after}', { label, before, after });

export function deviceChanges({ before, after }: Pick<AuditItem, 'before' | 'after'>): string[] {
  if (before === null || after === null) return [];
  const [old, now] = [before as unknown as Decided, after as unknown as Decided];
  const lines: string[] = [];
  if (old.name !== now.name) lines.push(step(t('Name'), old.name, now.name));
  if (old.profile !== now.profile) lines.push(step(t('Modell'), modelText(old.profile), modelText(now.profile)));
  if (old.inService !== now.inService) lines.push(step(t('Betrieb'), serviceText(old.inService), serviceText(now.inService)));
  if (old.target?.id !== now.target?.id) lines.push(now.target === null ? t('Vom Platz weggenommen') : t('Einem anderen Platz zugeordnet'));
  return lines;
}
