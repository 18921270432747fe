import type { PageLink } from '../../core/api/types';
import { t } from '../../core/i18n';
import { List, ListLink } from '../../ui';

/** Pages that fit, too. */
export function PageLinks({ pages }: { pages: readonly PageLink[] }) {
  if (pages.length === 0) return null;
  return (
    <nav class="stack" aria-label={t('Das passt dazu')}>
      <h3>{t('Das passt dazu')}</h3>
      <List>{pages.map(({ id, title, path }) => <ListLink key={id} href={path} icon="file-text" title={<span dir="auto">{title}</span>} />)}</List>
    </nav>
  );
}
