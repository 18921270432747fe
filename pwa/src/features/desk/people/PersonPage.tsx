import { useState } from 'preact/hooks';
import type { PersonView } from '../../../core/api/types';
import { formatDate, t } from '../../../core/i18n';
import type { PageProps } from '../../../core/router';
import { DemoMark, List, ListLink } from '../../../ui';
import { noonOf } from '../../places/reasons';
import { changeLines } from '../audit/difference';
import { HistoryList } from '../HistoryList';
import { organisationStatusText } from '../organisations/words';
import { ThingPage } from '../ThingPage';
import { useThing } from '../useThing';
import { BlockForm } from './BlockForm';
import { RolesForm } from './RolesForm';

/** One person: roles with where they come from, access, organisations, and what was decided. */
export default function PersonPage({ params }: PageProps) {
  const id = params.id ?? '';
  const thing = useThing<PersonView>(`/api/v1/desk/people/${id}`);
  const [round, setRound] = useState(0);
  const again = (): void => setRound((known) => known + 1);
  return (
    <ThingPage
      thing={thing} title={t('Person')} back="/desk/personen" nameOf={({ name }) => name}
      intro={({ lastSignedInOn, demo }) => <>{t('Zuletzt angemeldet am {day}', { day: formatDate(noonOf(lastSignedInOn)) })} {demo && <DemoMark />}</>}
    >
      {(person) => (
        <div class="desk-two">
          <RolesForm key={`roles${round}`} person={person} thing={thing} onSaved={again} />
          <div class="stack-l">
            <BlockForm key={`block${round}`} person={person} thing={thing} onSaved={again} />
            {person.organisations.length > 0 && (
              <section class="stack" aria-labelledby="organisations">
                <h2 id="organisations">{t('Vereine und Betriebe')}</h2>
                <List>
                  {person.organisations.map(({ id: other, name, status }) => (
                    <ListLink key={other} href={`/desk/organisationen/${other}`} icon="building-2" title={<bdi>{name}</bdi>} detail={organisationStatusText(status)} />
                  ))}
                </List>
              </section>
            )}
            <HistoryList subjectKind="person" subjectId={id} round={round} describe={changeLines} onUndone={() => void thing.reload().then(again)} />
          </div>
        </div>
      )}
    </ThingPage>
  );
}
