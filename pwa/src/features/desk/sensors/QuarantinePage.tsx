import { useState } from 'preact/hooks';
import { change } from '../../../core/api';
import type { QuarantinedDevice } from '../../../core/api/types';
import { nt, t } from '../../../core/i18n';
import { type PageProps, navigate } from '../../../core/router';
import { Button, Dialog, Icon, LiveAge, TextField } from '../../../ui';
import { DeskPage } from '../DeskPage';
import { ReasonField } from '../ReasonField';
import { type Column, DataTable } from '../table/DataTable';
import { problemText } from '../table/useTable';
import { offerUndo } from '../undo';
import { ModelSelect } from './ModelSelect';
import { SensorTabs } from './SensorTabs';
import { quarantineReasonText } from './words';

const PATH = '/api/v1/desk/sensors/quarantine';

const columns = (): Column<QuarantinedDevice>[] => [
  { key: 'devEui', label: t('Kennung (devEUI)'), sort: 'devEui', cell: (row) => <code class="ltr">{row.devEui}</code> },
  { key: 'frames', label: t('Nachrichten'), sort: 'frames', numeric: true, cell: (row) => row.frames },
  { key: 'first', label: t('Zuerst gehört'), sort: 'first', cell: (row) => <LiveAge at={row.firstAt} /> },
  { key: 'last', label: t('Zuletzt gehört'), sort: 'last', cell: (row) => <LiveAge at={row.lastAt} /> },
  { key: 'reason', label: t('Grund'), cell: (row) => quarantineReasonText(row.isKnown) },
];

interface TaskProps {
  row: QuarantinedDevice;
  onDone: () => void;
}

const Problem = ({ text }: { text: string | null }) => (
  <div role="alert">{text !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{text}</span></p>}</div>
);

function Register({ row, onDone }: TaskProps) {
  const [name, setName] = useState('');
  const [profile, setProfile] = useState('');
  const [reason, setReason] = useState('');
  const [wasTried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !profile || !reason.trim()) return;
    try {
      const body = { name: name.trim(), profile, reason: reason.trim() };
      const { deviceId, auditSequence } = await change<{ deviceId: string; auditSequence: number }>('POST', `${PATH}/${row.devEui}/register`, { body });
      onDone();
      navigate(`/desk/sensoren/geraete/${deviceId}`);
      offerUndo(t('Gerät angemeldet'), auditSequence, () => navigate('/desk/sensoren/quarantaene'));
    } catch (error) {
      setProblem(problemText(error));
    }
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void send(event)}>
      <p><code class="ltr">{row.devEui}</code></p>
      <TextField label={t('Name')} maxLength={120} value={name} error={wasTried && !name.trim() ? t('Bitte geben Sie dem Gerät einen Namen.') : null} onInput={(event) => setName(event.currentTarget.value)} />
      <ModelSelect value={profile} error={wasTried && !profile ? t('Bitte wählen Sie ein Modell.') : null} onChange={setProfile} />
      <ReasonField value={reason} onChange={setReason} isMissing={wasTried && !reason.trim()} />
      <Problem text={problem} />
      <Button type="submit" wide icon="check">{t('Gerät anmelden')}</Button>
    </form>
  );
}

function Discard({ row, onDone }: TaskProps) {
  const [reason, setReason] = useState('');
  const [wasTried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!reason.trim()) return;
    try {
      const { auditSequence } = await change<{ auditSequence: number }>('POST', `${PATH}/${row.devEui}/discard`, { body: { reason: reason.trim() } });
      onDone();
      offerUndo(t('Nachrichten verworfen.'), auditSequence, onDone);
    } catch (error) {
      setProblem(problemText(error));
    }
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void send(event)}>
      <p>{nt('{n} Nachricht wird nicht verwendet.', '{n} Nachrichten werden nicht verwendet.', row.frames)} {t('Sie können das noch einige Tage zurücknehmen.')}</p>
      <ReasonField value={reason} onChange={setReason} isMissing={wasTried && !reason.trim()} />
      <Problem text={problem} />
      <Button type="submit" wide icon="trash-2">{t('Verwerfen')}</Button>
    </form>
  );
}

/** Devices nobody has registered: make them known or put their messages away. */
export default function QuarantinePage(_props: PageProps) {
  const [round, setRound] = useState(0);
  const [task, setTask] = useState<{ kind: 'register' | 'discard'; row: QuarantinedDevice } | null>(null);
  const close = (): void => setTask(null);
  const done = (): void => {
    close();
    setRound((known) => known + 1);
  };
  return (
    <DeskPage title={t('Unbekannte Geräte')} intro={t('Ihre Nachrichten warten und haben noch keine Wirkung.')}>
      <SensorTabs />
      <DataTable<QuarantinedDevice>
        label={t('Unbekannte Geräte')} path={PATH} columns={columns()} defaultSort="-last" hasCsv={false} round={round}
        rowKey={(row) => `${row.devEui} ${row.reason}`} empty={t('Keine unbekannten Geräte.')}
        rowActions={(row) => (
          <>
            {!row.isKnown && <Button variant="alt" icon="plus" onClick={() => setTask({ kind: 'register', row })}>{t('Gerät anmelden')}</Button>}
            <Button variant="quiet" icon="trash-2" onClick={() => setTask({ kind: 'discard', row })}>{t('Verwerfen')}</Button>
          </>
        )}
      />
      <Dialog open={task !== null} title={task?.kind === 'register' ? t('Gerät anmelden') : t('Nachrichten verwerfen?')} onClose={close}>
        {task?.kind === 'register' && <Register row={task.row} onDone={done} />}
        {task?.kind === 'discard' && <Discard row={task.row} onDone={done} />}
      </Dialog>
    </DeskPage>
  );
}
