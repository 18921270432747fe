/** Calls of the account screens. Everything here needs the network; nothing is kept on the device. */
import { signal } from '@preact/signals';
import { change, get } from '../../core/api';
import type { MyPasskeys, PasskeyView, SessionView, SignedIn, SignedOut } from '../../core/api/types';
import { currentLocale } from '../../core/i18n';
import { refreshMe } from '../../core/session';
import { freshly } from '../../core/step-up';
import { createPasskey, usePasskey } from './webauthn';

const SIGN_IN = '/api/v1/sign-in/passkey';
const ME = '/api/v1/me';
const MINE = `${ME}/passkeys`;

interface Options { publicKey: Record<string, unknown> }

export interface Provider { id: string; label: string; demo: boolean }

/** A recovery code that has just been told; gone with the page. */
export const freshCode = signal<string | null>(null);

/** Logins of the city; none where the city has set up none or does not answer. */
export async function loadProviders(): Promise<Provider[]> {
  try {
    return (await get<{ providers: Provider[] }>('/api/v1/sign-in/providers')).data.providers ?? [];
  } catch {
    return [];
  }
}

/** Where a login of the city begins, in the language of the app. `fresh`: even if the person is signed in there. */
export function providerAddress(id: string, returnTo: string, fresh = false): string {
  const query = new URLSearchParams({ return_to: returnTo, lang: currentLocale(), ...(fresh ? { fresh: 'true' } : {}) });
  return `/api/v1/sign-in/oidc/${encodeURIComponent(id)}?${query}`;
}

async function enter(signedIn: SignedIn): Promise<void> {
  freshCode.value = signedIn.recoveryCode;
  await refreshMe();
}

export async function makeAccount(name: string): Promise<void> {
  const { publicKey } = await change<Options>('POST', `${SIGN_IN}/registration/options`, { body: { name } });
  await enter(await change<SignedIn>('POST', `${SIGN_IN}/registration`, { body: await createPasskey(publicKey) }));
}

export async function signIn(): Promise<void> {
  const { publicKey } = await change<Options>('POST', `${SIGN_IN}/options`);
  await enter(await change<SignedIn>('POST', SIGN_IN, { body: await usePasskey(publicKey) }));
}

/** `key` stays the same while the same person tries: an answer that got lost is given again. */
export const recover = async (code: string, key: string): Promise<void> =>
  enter(await change<SignedIn>('POST', `${SIGN_IN}/recovery`, { body: { code }, key }));

/** Signed out here; a login of the city ends its own session at an address of its own and sends people back to us. */
export async function signOut(): Promise<void> {
  const { continueAt } = await change<SignedOut>('POST', '/api/v1/sign-in/sign-out');
  if (continueAt === null) await refreshMe();
  else window.location.assign(continueAt);
}

export async function confirmWithPasskey(): Promise<void> {
  const { publicKey } = await change<Options>('POST', `${MINE}/confirmation/options`);
  await change('POST', `${MINE}/confirmation`, { body: await usePasskey(publicKey) });
}

export const loadMine = async (): Promise<MyPasskeys> => (await get<MyPasskeys>(MINE)).data;

export const addPasskey = (): Promise<PasskeyView> => freshly(async () => {
  const { publicKey } = await change<Options>('POST', `${MINE}/options`);
  return change<PasskeyView>('POST', MINE, { body: await createPasskey(publicKey) });
});

export const renamePasskey = (id: string, label: string): Promise<void> => change('PATCH', `${MINE}/${id}`, { body: { label } });

export const removePasskey = (id: string, evenIfLast: boolean): Promise<void> =>
  freshly(() => change('DELETE', `${MINE}/${id}${evenIfLast ? '?evenIfLast=true' : ''}`));

export async function renewCode(): Promise<void> {
  freshCode.value = (await freshly(() => change<{ recoveryCode: string }>('POST', `${MINE}/recovery-code`))).recoveryCode;
}

export const loadSessions = async (): Promise<SessionView[]> => (await get<{ sessions: SessionView[] }>(`${ME}/sessions`)).data.sessions;
export const endSession = (id: string): Promise<void> => change('DELETE', `${ME}/sessions/${id}`);
export const endOtherSessions = (): Promise<void> => change('POST', `${ME}/sessions/end-others`);
