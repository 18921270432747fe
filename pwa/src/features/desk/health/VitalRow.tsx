import type { Vital } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { LiveAge, Rich, Status, type StatusKind } from '../../../ui';

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
const SCREENS: readonly [prefix: string, href: string][] = [['sensors.', '/desk/sensoren'], ['parking.', '/desk/sensoren/plaetze']];

/** One part of the system with its state in words and since when it is known. */
export function VitalRow({ vital, isLink = false }: { vital: Vital; isLink?: boolean }) {
  const href = isLink ? SCREENS.find(([prefix]) => vital.key.startsWith(prefix))?.[1] : undefined;
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
    </>
  );
  return <li>{href ? <a class="list-row" href={href}>{content}</a> : <div class="list-row">{content}</div>}</li>;
}
