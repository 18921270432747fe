import type { Vital } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { me } from '../../../core/session';
import { Icon, LiveAge, Rich, Status, type StatusKind } from '../../../ui';
import { mayUse } from '../roles';
import { sectionOf } from '../sections';

const KINDS: Record<Vital['state'], StatusKind> = { ok: 'ok', late: 'info', failing: 'taken', off: 'closed' };

function stateWord(state: Vital['state']): string {
  switch (state) {
    case 'ok': return t('läuft');
    case 'late': return t('veraltet');
    case 'failing': return t('gestört');
    case 'off': return t('nicht eingerichtet');
  }
}

/** Where somebody can do something about it. */
const SCREENS: readonly [prefix: string, href: string][] = [
  ['sensors.', '/desk/sensoren'], ['parking.', '/desk/sensoren/plaetze'], ['places.', '/desk/orte'],
];

/** One part of the system with its state in words and since when it is known. */
export function VitalRow({ vital, isLink = false }: { vital: Vital; isLink?: boolean }) {
  const known = SCREENS.find(([prefix]) => vital.key.startsWith(prefix))?.[1];
  const href = isLink && known && me.value && mayUse(me.value, sectionOf(known)?.roles ?? []) ? known : undefined;
  const content = (
    <>
      <span class="grow">
        <span class="list-title">{vital.label}</span>
        <span class="mut">
          {vital.detail}{vital.detail && vital.seenAt ? ' · ' : ''}
          {vital.seenAt && <Rich text={t('zuletzt {age}')} age={<LiveAge at={vital.seenAt} />} />}
        </span>
      </span>
      <Status kind={KINDS[vital.state]}>{stateWord(vital.state)}</Status>
      {href && <Icon name="chevron-right" flip />}
    </>
  );
  return <li>{href ? <a class="list-row" href={href}>{content}</a> : <div class="list-row">{content}</div>}</li>;
}
