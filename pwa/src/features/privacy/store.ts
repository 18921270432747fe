/** What the server has stored about whoever asks. Never kept on the device: it is asked for when the screen opens. */
import { signal } from '@preact/signals';
import { Unreachable, change, get } from '../../core/api';
import type { DeviceDataQuestion, MyData, PrivacyNotice } from '../../core/api/types';
import { currentLocale } from '../../core/i18n';
import { forgetMyData } from '../../core/offline';
import { me, refreshMe } from '../../core/session';
import { changeSettings } from '../../core/settings';
import { freshly } from '../../core/step-up';
import { type Resource, resource } from '../../core/store';

/** Undefined until asked; null when the server cannot be reached. */
export const myData = signal<MyData | null | undefined>(undefined);

export async function loadMyData(): Promise<void> {
  try {
    const [, { data }] = await Promise.all([refreshMe(), get<MyData>('/api/v1/me/data')]);
    myData.value = data;
  } catch {
    myData.value = null;
  }
}

/** A plain link carries no header: the language goes into the address. */
export const exportLink = (kind: 'download' | 'readable'): string => `/api/v1/me/data/${kind}?locale=${currentLocale()}`;

/** Forget this device here and on the server. False: there was no network, the server still has its part. */
export async function forgetThisDevice(): Promise<boolean> {
  let reached = true;
  try {
    await change('DELETE', '/api/v1/me/device');
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    reached = false;
  }
  await forgetMyData();
  changeSettings({}); // language and display are not data about a person; losing them would only hinder
  await loadMyData();
  return reached;
}

/** Erase the account, after asking once more who it is. Throws `StepUpCancelled`. */
export async function eraseAccount(): Promise<void> {
  await freshly(() => change('DELETE', '/api/v1/me/account'));
  await forgetMyData();
  changeSettings({});
  await loadMyData();
}

/** Whether to ask, once, if the data of this device shall move to the account; false for everybody else. */
export async function shouldAskToMove(): Promise<boolean> {
  if (!me.value?.signedIn) return false;
  return get<DeviceDataQuestion>('/api/v1/me/device-data').then(({ data }) => data.ask, () => false);
}

export async function answerMove(move: boolean): Promise<void> {
  await change('POST', '/api/v1/me/device-data', { body: { move } });
  await loadMyData();
}

const notices = new Map<string, Resource<PrivacyNotice>>();

/** The notice in the app's language; once opened it stays on the device. */
export function notice(): Resource<PrivacyNotice> {
  const path = `/api/v1/privacy/${currentLocale()}`;
  const known = notices.get(path) ?? resource<PrivacyNotice>(path);
  notices.set(path, known);
  return known;
}
