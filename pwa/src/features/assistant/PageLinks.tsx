import type { PageLink } from '../../core/api/types';
import { t } from '../../core/i18n';
import { List, ListLink } from '../../ui';

/** Pages that fit, too. */
export function PageLinks({ pages }: { pages: readonly PageLink[] }) {
  if (pages.length === 0) return null;
  return (
    <div class="stack">
      <h3>{t('Das passt dazu')}</h3>
      <List>{pages.map(({ id, title, path }) => <ListLink key={id} href={path} icon="file-text" title={<span dir="auto">{title}</span>} />)}</List>
    </div>
  );
}
