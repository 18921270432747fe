import type { Me } from '../../core/api/types';
import { formatList, t } from '../../core/i18n';
import { Button, Card, DemoMark, Icon } from '../../ui';
import { Trouble, useBusy } from './busy';
import { Passkeys } from './Passkeys';
import { Sessions } from './Sessions';
import { signOut } from './store';
import { methodText, rolesOf } from './words';

function Who({ person }: { person: Me }) {
  return (
    <Card>
      <div class="stack-s">
        <h2><bdi>{person.name}</bdi></h2>
        <p class="mut">{formatList(rolesOf(person.roles))}</p>
        {person.organisations.map(({ id, name, status }) => (
          <p class="mut" key={id}><bdi>{name}</bdi>{status === 'pending' && ` · ${t('wird noch geprüft')}`}</p>
        ))}
        <p class="mut">{methodText(person.method)}</p>
        {person.demo && <DemoMark />}
      </div>
    </Card>
  );
}

/** Everything about the person's own account. */
export function SignedInView({ person }: { person: Me }) {
  const { isBusy, trouble, run } = useBusy();
  async function leave(): Promise<void> {
    if (await run(signOut)) document.querySelector('h1')?.focus();
  }
  return (
    <div class="stack-l">
      <Who person={person} />
      {person.method === 'recovery' && (
        <p class="notice"><Icon name="info" /><span>{t('Sie sind mit dem Notfall-Code hier. Bitte legen Sie jetzt einen Passkey an, und entfernen Sie Passkeys von Geräten, die weg sind.')}</span></p>
      )}
      <Passkeys />
      <Sessions />
      <div class="stack">
        <Trouble text={trouble} />
        <Button variant="alt" wide icon="log-out" disabled={isBusy} onClick={() => void leave()}>{t('Abmelden')}</Button>
      </div>
    </div>
  );
}
