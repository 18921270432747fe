import type { ComponentChildren } from 'preact';
import { t } from '../core/i18n';
import { Icon } from './Icon';
import type { IconName } from './icon-names';

/** Grey lines where content will stand; screen readers hear one sentence. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="stack" aria-busy="true">
      <span class="visually-hidden">{t('Wird geladen …')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div class="card" key={index} aria-hidden="true">
          <span class="skeleton" />
          <span class="skeleton" />
        </div>
      ))}
    </div>
  );
}

interface EmptyStateProps {
  icon: IconName;
  title: string;
  /** What to do now: text, then buttons. */
  children?: ComponentChildren;
}

/** Nothing here, said in words, with a way on. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <span class="bubble"><Icon name={icon} /></span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
