import { useEffect, useState } from 'preact/hooks';
import type { PushChoices } from '../../core/api/types';
import { cellOf } from '../../core/cells';
import { districts } from '../../core/city';
import { locate } from '../../core/geo';
import { N_, t } from '../../core/i18n';
import { settings } from '../../core/settings';
import { Button, Check, Chip, Chips, EmptyState, Icon, LiveAge, Page, Rich, Skeleton, Status, TextField, showToast } from '../../ui';
import { ability } from './phone';
import { SEVERITIES, choices, choose, hasArrived, isBusy, loadPush, push, sendTest, turnOff, turnOn } from './store';

type Categories = PushChoices['categories'];
const KINDS: readonly (readonly [label: string, categories: Categories])[] = [
  [N_('Wetter und Natur'), ['Met', 'Geo']],
  [N_('Feuer, Unfälle, Ausfälle'), ['Fire', 'Rescue', 'Transport', 'Infra', 'CBRNE']],
  [N_('Gesundheit und Sicherheit'), ['Health', 'Env', 'Safety', 'Security', 'Other']],
];
const NIGHT = { quietFrom: 22 * 60, quietUntil: 7 * 60 };

const say = (problem: string | null): void => {
  if (problem !== null) showToast(problem);
};
const set = (some: Partial<PushChoices>): void => void choose(some).then(say);

function Blocked({ why }: { why: 'denied' | 'install-first' | 'unsupported' }) {
  return (
    <section class="card stack" aria-labelledby="blocked">
      <h2 id="blocked">{t('Auf diesem Gerät geht es noch nicht')}</h2>
      {why === 'denied' && <p>{t('Dieses Gerät lässt Mitteilungen dieser App nicht zu. Erlauben Sie sie in den Einstellungen des Browsers.')}</p>}
      {why === 'unsupported' && <p>{t('Dieser Browser zeigt keine Mitteilungen. Nehmen Sie zum Beispiel Chrome oder Firefox.')}</p>}
      {why === 'install-first' && (
        <>
          <p>{t('Auf iPhone und iPad gehört die App zuerst auf den Startbildschirm.')}</p>
          <Button wide icon="square-plus" href="/mehr/installieren">{t('App auf den Startbildschirm')}</Button>
        </>
      )}
    </section>
  );
}

function Proof() {
  const state = push.value ?? null;
  if (state === null || state.testedAt === null) return <p class="mut">{t('Noch nicht geprüft. Schicken Sie sich einen Test.')}</p>;
  if (!hasArrived(state)) return <p class="mut">{t('Der letzte Test ist noch nicht angekommen.')}</p>;
  /* i18n: {age} is for example "3 days ago" */
  return <p class="mut"><Rich text={t('Letzter Test {age} angekommen')} age={<LiveAge at={state.arrivedAt!} />} /></p>;
}

function Off({ onAnswer }: { onAnswer: () => void }) {
  return (
    <section class="card stack" aria-labelledby="off">
      <h2 id="off">{t('Warnungen sind aus')}</h2>
      <p>{t('Bei Gefahr meldet sich Ihr Handy, auch wenn die App zu ist.')}</p>
      <Button wide icon="bell" disabled={isBusy.value} onClick={() => void turnOn().then(say).finally(onAnswer)}>{t('Warnungen einschalten')}</Button>
    </section>
  );
}

function On() {
  return (
    <section class="card stack" aria-labelledby="on">
      <div class="row">
        <h2 id="on" class="grow">{t('Dieses Gerät wird gewarnt')}</h2>
        <Status kind="ok">{t('an')}</Status>
      </div>
      <div role="status"><Proof /></div>
      <Button wide icon="send" disabled={isBusy.value} onClick={() => void sendTest().then(say)}>{t('Test schicken')}</Button>
      <Button variant="alt" wide icon="bell-off" disabled={isBusy.value} onClick={() => void turnOff().then(say)}>{t('Warnungen ausschalten')}</Button>
    </section>
  );
}

function Severity() {
  const words = { minor: t('Hinweis'), moderate: t('Gefahr'), severe: t('Große Gefahr'), extreme: t('Extreme Gefahr') } as const;
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{t('Ab welcher Stufe?')}</legend>
      <p class="field-label" aria-hidden="true">{t('Ab welcher Stufe?')}</p>
      <div class="choices">
        {SEVERITIES.map((severity) => (
          <Check key={severity} group="severity" label={words[severity]} checked={choices().severity === severity} onChange={() => set({ severity })} />
        ))}
      </div>
      <p class="mut">{t('Bei extremer Gefahr warnen wir immer: überall, auch nachts.')}</p>
    </fieldset>
  );
}

function Places() {
  const areas = districts.data.value?.districts.features ?? [];
  const mine = choices().districts;
  async function here(isOn: boolean): Promise<void> {
    const found = isOn ? await locate() : null;
    if (typeof found === 'string') showToast(t('Ihr Gerät kann den Standort gerade nicht bestimmen.'));
    else set({ cell: found && cellOf(found) } as Partial<PushChoices>);
  }
  return (
    <section class="card stack" aria-labelledby="where">
      <h2 id="where">{t('Für welche Stadtteile?')}</h2>
      <p class="mut">{t('Ohne Auswahl warnen wir Sie für die ganze Stadt.')}</p>
      <Chips label={t('Für welche Stadtteile?')}>
        {areas.map((area) => {
          const code = String(area.properties?.id);
          return <Chip key={code} pressed={mine.includes(code)} onToggle={(isOn) => set({ districts: isOn ? [...mine, code] : mine.filter((other) => other !== code) })}>{String(area.properties?.name)}</Chip>;
        })}
      </Chips>
      <Check label={t('Dort, wo ich jetzt bin')} checked={choices().cell !== null} onChange={(isOn) => void here(isOn)} />
      <p class="mut">{t('Wir bekommen nur ein Feld von etwa 700 Metern, nie Ihren genauen Standort.')}</p>
    </section>
  );
}

function Kinds() {
  const chosen = choices().categories;
  const isOn = (categories: Categories): boolean => chosen.length === 0 || categories.every((one) => chosen.includes(one));
  function toggle(index: number, on: boolean): void {
    const wanted = KINDS.filter(([, categories], at) => (at === index ? on : isOn(categories)));
    if (wanted.length === 0) return; // nothing at all is what the button above is for
    set({ categories: wanted.length === KINDS.length ? [] : wanted.flatMap(([, categories]) => categories) });
  }
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{t('Welche Warnungen?')}</legend>
      <p class="field-label" aria-hidden="true">{t('Welche Warnungen?')}</p>
      <div class="choices">
        {KINDS.map(([label, categories], index) => <Check key={label} label={t(label)} checked={isOn(categories)} onChange={(on) => toggle(index, on)} />)}
        <Check label={t('Auch Übungen, zum Beispiel am Warntag')} checked={choices().exercises} onChange={(exercises) => set({ exercises })} />
      </div>
    </fieldset>
  );
}

const clockOf = (minutes: number): string => `${String(Math.trunc(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function Quiet() {
  const { quietFrom, quietUntil } = choices();
  const isOn = quietFrom !== null && quietUntil !== null;
  const take = (name: 'quietFrom' | 'quietUntil', text: string): void => {
    const [hours, minutes] = text.split(':').map(Number);
    if (hours !== undefined && minutes !== undefined) set({ [name]: hours * 60 + minutes });
  };
  return (
    <section class="card stack" aria-labelledby="quiet">
      <h2 id="quiet">{t('Ruhezeit')}</h2>
      <Check label={t('Nachts nicht stören, außer bei extremer Gefahr')} checked={isOn} onChange={(on) => set((on ? NIGHT : { quietFrom: null, quietUntil: null }) as Partial<PushChoices>)} />
      {isOn && (
        <div class="pair">
          {/* i18n: start of a span of time, label of a clock field */}
          <TextField label={t('Von')} type="time" value={clockOf(quietFrom)} onChange={(event) => take('quietFrom', event.currentTarget.value)} />
          {/* i18n: end of a span of time, label of a clock field */}
          <TextField label={t('Bis')} type="time" value={clockOf(quietUntil)} onChange={(event) => take('quietUntil', event.currentTarget.value)} />
        </div>
      )}
    </section>
  );
}

function Screen() {
  const [found, look] = useState(ability());
  useEffect(() => {
    const again = (): void => look(ability());
    document.addEventListener('visibilitychange', again); // permission may have been given in the settings
    return () => document.removeEventListener('visibilitychange', again);
  }, []);
  const state = push.value;
  if (found !== 'ready') return <Blocked why={found} />;
  if (state === undefined) return <Skeleton lines={2} />;
  if (state === null) {
    return (
      <EmptyState icon="wifi-off" title={t('Ohne Netz können wir nicht nachsehen.')}>
        <Button icon="refresh-cw" onClick={() => void loadPush()}>{t('Noch einmal versuchen')}</Button>
      </EmptyState>
    );
  }
  if (state.choices === null) return <Off onAnswer={() => look(ability())} />;
  return (
    <>
      <On />
      {settings.value.mode !== 'einfach' && <><Severity /><Places /><Kinds /><Quiet /></>}
    </>
  );
}

/** Warnings on this phone: on or off, does it work, and of what. In Einfach mode only the first two. */
export default function PushPage() {
  useEffect(() => {
    void districts.refresh();
    void loadPush();
  }, []);
  return (
    <Page title={t('Warnungen aufs Handy')} back="/warnungen">
      <div class="stack">
        <Screen />
        <p class="notice">
          <Icon name="info" />
          <span>{t('Ist Ihr Handy stumm, bleibt auch diese Meldung stumm. Achten Sie weiter auf Sirenen, Cell Broadcast und die Warn-App NINA.')}</span>
        </p>
      </div>
    </Page>
  );
}
