import { useState } from 'preact/hooks';
import type { PersonView } from '../../../core/api/types';
import { formatList, t } from '../../../core/i18n';
import { Button, Check, Icon, showToast } from '../../../ui';
import { ConflictDialog, type ConflictField } from '../ConflictDialog';
import { Problem } from '../Problem';
import { ReasonField } from '../ReasonField';
import { CITY_ROLES, type CityRole, dutyText, roleText } from '../roles';
import { save } from '../save';
import type { Thing } from '../useThing';

const DESK = 'desk';
const given = (person: PersonView): CityRole[] => person.roles.filter(({ source }) => source === DESK).map(({ role }) => role);
const words = (roles: readonly CityRole[]): string => formatList(roles.map(roleText)) || t('keine');

interface RolesFormProps {
  person: PersonView;
  thing: Thing<PersonView>;
  onSaved: () => void;
}

/** City roles as ticks. Those that come with the city's login are shown, and changed there. */
export function RolesForm({ person, thing, onSaved }: RolesFormProps) {
  const [chosen, choose] = useState<CityRole[]>(() => given(person));
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState<ConflictField[] | null>(null);
  const claimed = person.roles.filter(({ source }) => source !== DESK).map(({ role }) => role);

  async function send(): Promise<void> {
    setProblem(null);
    const roles = CITY_ROLES.filter((role) => chosen.includes(role));
    const saved = await save<PersonView>('PUT', `/api/v1/desk/people/${person.id}/roles`, thing.etag, { roles, reason: reason.trim() });
    if (saved.kind === 'failed') return setProblem(saved.text);
    const now = await thing.reload();
    if (saved.kind === 'conflict' && now) return setConflict([{ key: 'roles', label: t('Rollen'), mine: words(roles), theirs: words(given(now)) }]);
    setReason('');
    showToast(t('Gespeichert. Gilt sofort.'));
    return onSaved();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') await send();
  }

  return (
    <form class="card stack" noValidate aria-labelledby="roles" onSubmit={(event) => void submit(event)}>
      <h2 id="roles">{t('Rollen')}</h2>
      <fieldset class="stack">
        <legend class="visually-hidden">{t('Rollen')}</legend>
        {CITY_ROLES.map((role) => (claimed.includes(role) ? (
          <p class="check" key={role}><Icon name="check" /><span class="grow"><strong>{roleText(role)}</strong><br /><span class="mut">{t('kommt aus der Anmeldung der Stadt und wird dort geändert')}</span></span></p>
        ) : (
          <Check
            key={role} checked={chosen.includes(role)} label={<><strong>{roleText(role)}</strong><br /><span class="mut">{dutyText(role)}</span></>}
            onChange={(isOn) => choose(isOn ? [...chosen, role] : chosen.filter((known) => known !== role))}
          />
        )))}
      </fieldset>
      <ReasonField value={reason} onChange={setReason} isMissing={isMissing} />
      <Problem text={problem} />
      <Button type="submit" wide icon="check">{t('Rollen speichern')}</Button>
      <ConflictDialog
        fields={conflict} onClose={() => setConflict(null)}
        onChoose={({ roles }) => {
          setConflict(null);
          if (roles === 'mine') void send();
          else onSaved();
        }}
      />
    </form>
  );
}
