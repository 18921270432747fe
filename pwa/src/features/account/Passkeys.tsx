import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../../core/api';
import type { MyPasskeys, PasskeyView } from '../../core/api/types';
import { formatDate, t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { Button, Dialog, Icon, List, Skeleton, TextField, showToast } from '../../ui';
import { Trouble, useBusy } from './busy';
import { addPasskey, loadMine, removePasskey, renamePasskey, renewCode } from './store';
import { canUsePasskeys } from './webauthn';

const LABEL_LIMIT = 60;

/* i18n: name of a passkey whose browser is not known */
const nameOf = (passkey: PasskeyView): string => passkey.label || t('Passkey');

function facts(passkey: PasskeyView): string {
  const parts = [
    t('Angelegt: {date}', { date: formatDate(new Date(passkey.createdAt)) }),
    ...(passkey.lastUsedOn === null ? [] : [t('Zuletzt benutzt: {date}', { date: formatDate(new Date(passkey.lastUsedOn)) })]),
    passkey.isBackedUp ? t('Gesichert in Ihrem Passwort-Speicher') : t('Nur auf einem Gerät'),
  ];
  return parts.join(' · ');
}

interface FormProps {
  passkey: PasskeyView;
  onDone: () => void;
}

function RenameForm({ passkey, onDone }: FormProps) {
  const [label, setLabel] = useState(passkey.label);
  const { isBusy, trouble, run, say } = useBusy();
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (label.trim() === '') say(t('Bitte schreiben Sie einen Namen.'));
    else if (await run(() => renamePasskey(passkey.id, label.trim()))) onDone();
  }
  return (
    <form class="stack" onSubmit={(event) => void save(event)} noValidate>
      <TextField label={t('Name')} autocomplete="off" maxLength={LABEL_LIMIT} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
      <Trouble text={trouble} />
      <Button type="submit" wide icon="check" disabled={isBusy}>{t('Speichern')}</Button>
    </form>
  );
}

function RemoveForm({ passkey, onDone }: FormProps) {
  const [isWarned, setWarned] = useState(false);
  const { isBusy, trouble, run } = useBusy();
  async function remove(): Promise<void> {
    const done = await run(async () => {
      try {
        await removePasskey(passkey.id, isWarned);
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'last-way-in') setWarned(true);
        throw error;
      }
    });
    if (done) onDone();
  }
  return (
    <div class="stack">
      <p><strong><bdi>{nameOf(passkey)}</bdi></strong></p>
      <p class="mut">{t('Mit diesem Passkey kann sich dann niemand mehr anmelden. Löschen Sie ihn danach auch auf dem Gerät.')}</p>
      <Trouble text={trouble} />
      <Button variant="danger" wide icon="trash-2" disabled={isBusy} onClick={() => void remove()}>
        {isWarned ? t('Trotzdem entfernen') : t('Entfernen')}
      </Button>
    </div>
  );
}

interface RowProps {
  passkey: PasskeyView;
  onRename: () => void;
  onRemove: () => void;
}

function Row({ passkey, onRename, onRemove }: RowProps) {
  const name = nameOf(passkey);
  return (
    <li class="key-row stack-s">
      <p class="list-title"><bdi>{name}</bdi></p>
      <p class="mut">{facts(passkey)}</p>
      {passkey.mayBeCopied && (
        <p class="field-error"><Icon name="triangle-alert" /> <span>{t('Vielleicht hat jemand diesen Passkey kopiert. Bitte legen Sie einen neuen an und entfernen Sie diesen.')}</span></p>
      )}
      <div class="wrap">
        <Button variant="quiet" icon="pencil" onClick={onRename}>{t('Umbenennen')}<span class="visually-hidden">: {name}</span></Button>
        <Button variant="quiet" icon="trash-2" onClick={onRemove}>{t('Entfernen')}<span class="visually-hidden">: {name}</span></Button>
      </div>
    </li>
  );
}

function RecoveryCode({ since }: { since: string | null }) {
  const { isBusy, trouble, run } = useBusy();
  async function renew(): Promise<void> {
    if (await run(renewCode)) navigate('/konto/code');
  }
  return (
    <section class="stack" aria-labelledby="account-code">
      <h2 id="account-code">{t('Notfall-Code')}</h2>
      <p>{since === null ? t('Sie haben noch keinen Notfall-Code.') : t('Ihr Code ist vom {date}.', { date: formatDate(new Date(since)) })}</p>
      <Trouble text={trouble} />
      <Button variant="alt" wide icon="life-buoy" disabled={isBusy} onClick={() => void renew()}>{t('Neuen Code anlegen')}</Button>
      {since !== null && <p class="mut">{t('Der alte Code gilt dann nicht mehr.')}</p>}
    </section>
  );
}

type Open = { what: 'rename' | 'remove'; passkey: PasskeyView } | null;

/** The person's own ways in: passkeys, and the code on paper. */
export function Passkeys() {
  const [mine, setMine] = useState<MyPasskeys | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const list = useBusy();
  const adding = useBusy();
  const reload = (): Promise<boolean> => list.run(async () => setMine(await loadMine()));
  useEffect(() => void reload(), []);

  async function add(): Promise<void> {
    const done = await adding.run(async () => {
      await addPasskey();
      setMine(await loadMine());
    });
    if (done) showToast(t('Der neue Passkey ist da.'));
  }
  const close = (): void => setOpen(null);
  function done(): void {
    setOpen(null);
    // the row that the dialog came from may be gone: the focus must not get lost with it
    void reload().then(() => {
      if (document.activeElement === document.body) document.getElementById('account-passkeys')?.focus();
    });
  }

  return (
    <>
      <section class="stack" aria-labelledby="account-passkeys">
        <h2 id="account-passkeys" tabIndex={-1}>{t('Passkeys')}</h2>
        {mine === null && list.trouble === '' && <Skeleton lines={1} />}
        {mine?.passkeys.length === 0 && <p>{t('Sie haben noch keinen Passkey.')}</p>}
        {mine !== null && mine.passkeys.length > 0 && (
          <List label={t('Passkeys')}>
            {mine.passkeys.map((passkey) => (
              <Row
                key={passkey.id}
                passkey={passkey}
                onRename={() => setOpen({ what: 'rename', passkey })}
                onRemove={() => setOpen({ what: 'remove', passkey })}
              />
            ))}
          </List>
        )}
        <Trouble text={adding.trouble || list.trouble} />
        {canUsePasskeys() && <Button variant="alt" wide icon="plus" disabled={adding.isBusy} onClick={() => void add()}>{mine?.passkeys.length === 0 ? t('Passkey anlegen') : t('Weiteren Passkey anlegen')}</Button>}
        {mine?.passkeys.length === 1 && <p class="mut">{t('Ein zweiter Passkey hilft, wenn ein Gerät kaputt oder weg ist.')}</p>}
      </section>
      {mine !== null && <RecoveryCode since={mine.recoveryCodeSince} />}
      <Dialog open={open?.what === 'rename'} title={t('Passkey umbenennen')} onClose={close}>
        {open !== null && <RenameForm passkey={open.passkey} onDone={done} />}
      </Dialog>
      <Dialog open={open?.what === 'remove'} title={t('Passkey entfernen?')} onClose={close}>
        {open !== null && <RemoveForm passkey={open.passkey} onDone={done} />}
      </Dialog>
    </>
  );
}
