import type { ComponentChildren } from 'preact';
import { t } from '../core/i18n';
import { Icon } from './Icon';

export type StatusKind = 'free' | 'taken' | 'closed' | 'unknown' | 'ok' | 'info' | 'demo';

const SHAPE = {
  free: 'status-free',
  taken: 'status-taken',
  closed: 'status-closed',
  unknown: 'status-unknown',
  ok: 'check',
  info: 'info',
  demo: 'sparkles',
} as const;

/** State as shape, word and colour together; each of the three tells it alone. */
export function Status({ kind, children }: { kind: StatusKind; children: ComponentChildren }) {
  return (
    <span class={`status status-${kind}`}>
      <Icon name={SHAPE[kind]} />
      <span>{children}</span>
    </span>
  );
}

/** Marks synthetic data wherever it is shown. */
export const DemoMark = () => <Status kind="demo">{t('Demo')}</Status>;
