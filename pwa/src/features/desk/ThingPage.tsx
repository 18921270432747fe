import type { ComponentChildren } from 'preact';
import { t } from '../../core/i18n';
import { Button, EmptyState, Skeleton } from '../../ui';
import { DeskPage } from './DeskPage';
import type { Thing } from './useThing';

interface ThingPageProps<T> {
  thing: Thing<T>;
  /** Stands there until the thing itself has a name. */
  title: string;
  back: string;
  nameOf: (data: T) => string;
  intro?: (data: T) => ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/** A screen about one thing: waiting, not reachable, or the thing. */
export function ThingPage<T>({ thing, title, back, nameOf, intro, children }: ThingPageProps<T>) {
  const { data, problem } = thing;
  if (data !== null) return <DeskPage title={nameOf(data)} back={back} intro={intro?.(data)}>{children(data)}</DeskPage>;
  return (
    <DeskPage title={title} back={back}>
      {problem === null ? <Skeleton lines={4} /> : (
        <EmptyState icon="triangle-alert" title={problem}><Button icon="refresh-cw" onClick={() => void thing.reload()}>{t('Noch einmal versuchen')}</Button></EmptyState>
      )}
    </DeskPage>
  );
}
