import type { Me } from '../../core/api/types';
import { formatList, t } from '../../core/i18n';
import { Button, Card, DemoMark, Icon, List, ListLink } from '../../ui';
import { organisationStatusText } from '../desk/organisations/words';
import { isStaff } from '../desk/roles';
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
        <p class="mut">{methodText(person.method)}</p>
        {person.demo && <DemoMark />}
      </div>
    </Card>
  );
}

/** Clubs and firms that somebody acts for; those they manage come first. */
function Places({ person }: { person: Me }) {
  return (
    <section class="stack" aria-labelledby="organisations">
      <h2 id="organisations">{t('Vereine und Betriebe')}</h2>
      <List>
        {[...person.organisations].sort((a, b) => Number(b.manages) - Number(a.manages)).map(({ id, name, status }) => (
          <ListLink key={id} href={`/konto/organisation/${id}`} icon="building-2" title={<bdi>{name}</bdi>} detail={organisationStatusText(status)} />
        ))}
        <ListLink href="/konto/organisation/neu" icon="plus" title={t('Verein oder Betrieb anlegen')} />
      </List>
    </section>
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
      <div class="stack">
        <Who person={person} />
        {isStaff(person) && <Button wide icon="layout-dashboard" href="/desk">{t('Arbeitsbereich')}</Button>}
      </div>
      {person.method === 'recovery' && (
        <p class="notice"><Icon name="info" /><span>{t('Sie sind mit dem Notfall-Code hier. Bitte legen Sie jetzt einen Passkey an, und entfernen Sie Passkeys von Geräten, die weg sind.')}</span></p>
      )}
      <Places person={person} />
      <Passkeys />
      <Sessions />
      <div class="stack">
        <Trouble text={trouble} />
        <Button variant="alt" wide icon="log-out" disabled={isBusy} onClick={() => void leave()}>{t('Abmelden')}</Button>
      </div>
    </div>
  );
}
