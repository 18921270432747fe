/** Warnings on this phone: what is stored for it, and how it is changed. */

import { signal } from '@preact/signals';
import { ApiProblem, change, get } from '../../core/api';
import type { PushChoices, PushState } from '../../core/api/types';
import { currentLocale, t } from '../../core/i18n';
import { deviceSignal } from '../../core/store-device';
import { myDistricts } from '../alerts/store';
import { currentAddress, leaveForWorker, subscribe, unsubscribe } from './phone';

const PATH = '/api/v1/push/subscription';
/** From the mildest to the worst. */
export const SEVERITIES = ['minor', 'moderate', 'severe', 'extreme'] as const;

/** Undefined until asked; null when the server cannot be reached. */
export const push = signal<PushState | null | undefined>(undefined);
export const isBusy = signal(false);

const FIRST: PushChoices = {
  locale: 'de', severity: 'severe', districts: [], cell: null, categories: [], quietFrom: null, quietUntil: null, exercises: false,
} as unknown as PushChoices;

/** Kept here too, so that the choices survive when the server has forgotten a silent phone. */
const remembered = deviceSignal<PushChoices | null>('push-choices', (stored) => (stored === null || typeof stored !== 'object' ? null : { ...FIRST, ...stored }));

export const choices = (): PushChoices => push.value?.choices ?? remembered.value ?? { ...FIRST, districts: [...myDistricts.value] };

export async function loadPush(): Promise<void> {
  try {
    push.value = (await get<PushState>(PATH)).data;
  } catch {
    push.value = null;
  }
}

/** Store address and choices; says in plain words what went wrong. Returns null when all is well. */
async function store(wanted: PushChoices): Promise<string | null> {
  isBusy.value = true;
  try {
    const { data } = await get<{ publicKey: string }>('/api/v1/push/key');
    const address = await currentAddress() ?? await subscribe(data.publicKey);
    const told = { ...wanted, locale: currentLocale() };
    const stored = await change<PushState>('PUT', PATH, { body: { ...address, choices: told } });
    // While later choices wait to be sent, they are what the person sees and what the next choice builds on.
    push.value = waiting > 1 && push.value ? { ...stored, choices: push.value.choices } : stored;
    remembered.value = told;
    const severities = SEVERITIES.slice(SEVERITIES.indexOf(told.severity));
    await leaveForWorker({ lang: told.locale, severities, districts: told.districts });
    return null;
  } catch (error) {
    // What could not be stored is not shown as if it were.
    if (push.value?.choices && remembered.value) push.value = { ...push.value, choices: remembered.value };
    return error instanceof ApiProblem ? error.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
  } finally {
    isBusy.value = false;
  }
}

/** Call from a tap only: the browser asks for permission. */
export async function turnOn(): Promise<string | null> {
  return await Notification.requestPermission() === 'granted' ? store(choices()) : null;
}

/** One change after the other: a slow answer must not undo a later choice. */
let waiting = 0;
let queue: Promise<string | null> = Promise.resolve(null);
export function choose(some: Partial<PushChoices>): Promise<string | null> {
  const next = { ...choices(), ...some };
  if (some.districts) myDistricts.value = some.districts.map(String);
  if (push.value) push.value = { ...push.value, choices: next };
  waiting += 1;
  queue = queue.then(() => store(next)).finally(() => {
    waiting -= 1;
  });
  return queue;
}

export async function turnOff(): Promise<string | null> {
  isBusy.value = true;
  try {
    await change('DELETE', PATH);
    await unsubscribe().catch(() => undefined);
    await leaveForWorker(null);
    remembered.value = null;
    await loadPush();
    return null;
  } catch {
    return t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
  } finally {
    isBusy.value = false;
  }
}

const ASK_AGAIN_MS = 2_000;
const ASKED_TIMES = 10;

/** Send a test and look for a while whether the phone's worker has confirmed it. */
export async function sendTest(): Promise<string | null> {
  isBusy.value = true;
  try {
    push.value = await change<PushState>('POST', '/api/v1/push/test', { key: crypto.randomUUID() });
    for (let turn = 0; turn < ASKED_TIMES && !hasArrived(push.value); turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      await loadPush();
    }
    return null;
  } catch (error) {
    return error instanceof ApiProblem ? error.message : t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
  } finally {
    isBusy.value = false;
  }
}

export const hasArrived = (state: PushState | null): boolean =>
  state !== null && state.testedAt !== null && state.arrivedAt !== null && state.arrivedAt >= state.testedAt;

/** With each start of the app: a sign of life, and mending what browser or server have lost. */
export async function keepAlive(): Promise<void> {
  if (remembered.value === null || Notification.permission !== 'granted') return;
  const address = await currentAddress();
  const wanted = remembered.value;
  const isSame = wanted.locale === currentLocale() && String(wanted.districts) === String(myDistricts.value);
  const isKnown = address !== null && isSame && await change('PUT', '/api/v1/push/address', { body: address }).then(() => true, (error: unknown) => !(error instanceof ApiProblem && error.status === 404));
  if (!isKnown) await store({ ...wanted, districts: [...myDistricts.value] });
}
