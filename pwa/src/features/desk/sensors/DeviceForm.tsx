import { useEffect, useState } from 'preact/hooks';
import type { DeskDevice, DeviceChanged, DeskDeviceDetail } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { Button, Check, Icon, TextField } from '../../../ui';
import { type Choice, ConflictDialog, type ConflictField } from '../ConflictDialog';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { offerUndo } from '../undo';
import type { Thing } from '../useThing';
import { BayPicker } from './BayPicker';
import { ModelSelect } from './ModelSelect';
import { modelText } from './profiles';
import { serviceText } from './words';

const BAY = 'parking.bay';

interface Values {
  name: string;
  profile: string;
  inService: boolean;
  target: { kind: string; id: string; name: string } | null;
}

const valuesOf = ({ name, profile, inService, target }: DeskDevice): Values => ({
  name, profile, inService, target: target && { kind: target.kind, id: target.id, name: target.name ?? target.id },
});

const conflictFields = (mine: Values, theirs: Values): ConflictField[] => [
  { key: 'name', label: t('Name'), mine: mine.name, theirs: theirs.name },
  { key: 'profile', label: t('Modell'), mine: modelText(mine.profile), theirs: modelText(theirs.profile) },
  { key: 'inService', label: t('Betrieb'), mine: serviceText(mine.inService), theirs: serviceText(theirs.inService) },
  { key: 'target', label: t('Platz'), mine: mine.target?.name ?? t('kein Platz'), theirs: theirs.target?.name ?? t('kein Platz') },
];

const merged = (mine: Values, theirs: Values, choice: Choice): Values => {
  const from = (key: keyof Values): Values => (choice[key] === 'mine' ? mine : theirs);
  return { name: from('name').name, profile: from('profile').profile, inService: from('inService').inService, target: from('target').target };
};

const isSame = (one: Values, other: Values): boolean => JSON.stringify(one) === JSON.stringify(other);

interface DeviceFormProps {
  thing: Thing<DeskDeviceDetail>;
  device: DeskDevice;
  /** Something was saved or taken back. */
  onChanged: () => void;
}

/** Everything staff decide about a device, saved together with one reason. */
export function DeviceForm({ thing, device, onChanged }: DeviceFormProps) {
  const [values, setValues] = useState(() => valuesOf(device));
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Values | null>(null);
  const [isBusy, setBusy] = useState(false);
  const stored = valuesOf(device);

  useEffect(() => {
    if (conflict === null) setValues(valuesOf(device));
  }, [device.version]);

  async function send(wanted: Values): Promise<void> {
    setBusy(true);
    const target = wanted.target && { kind: wanted.target.kind, id: wanted.target.id };
    const saved = await save<DeviceChanged>('PUT', `/api/v1/desk/sensors/devices/${device.id}`, thing.etag, { ...wanted, target, reason: reason.trim() });
    setBusy(false);
    setProblem(saved.kind === 'failed' ? saved.text : null);
    if (saved.kind === 'conflict') {
      setConflict(wanted);
      await thing.reload();
    }
    if (saved.kind === 'saved') {
      setReason('');
      onChanged();
      offerUndo(t('Gerät geändert'), saved.data.auditSequence, onChanged);
    }
  }

  function submit(event: Event): void {
    event.preventDefault();
    const isWithout = reason.trim() === '';
    setMissing(isWithout);
    if (!isWithout && !isBusy) void send(values);
  }

  function choose(mine: Values, choice: Choice): void {
    const wanted = merged(mine, stored, choice);
    setConflict(null);
    setValues(wanted);
    if (!isSame(wanted, stored)) void send(wanted);
  }

  return (
    <form class="card stack" noValidate aria-labelledby="edit" onSubmit={submit}>
      <h2 id="edit">{t('Gerät ändern')}</h2>
      <TextField label={t('Name')} maxLength={120} value={values.name} onInput={(event) => setValues({ ...values, name: event.currentTarget.value })} />
      <ModelSelect value={values.profile} onChange={(profile) => setValues({ ...values, profile })} />
      <BayPicker picked={values.target} onPick={(bay) => setValues({ ...values, target: bay && { kind: BAY, ...bay } })} />
      <Check label={t('in Betrieb')} checked={values.inService} onChange={(inService) => setValues({ ...values, inService })} />
      <ReasonField value={reason} onChange={setReason} isMissing={isMissing} />
      <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
      <Button type="submit" icon="check" disabled={isBusy || isSame(values, stored)}>{t('Speichern')}</Button>
      <ConflictDialog
        fields={conflict && thing.data ? conflictFields(conflict, stored) : null}
        onChoose={(choice) => conflict && choose(conflict, choice)} onClose={() => setConflict(null)}
      />
    </form>
  );
}
