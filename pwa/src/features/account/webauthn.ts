/** The browser's passkey dialog. Bytes travel as base64url; older browsers lack the methods that would do it for us. */

type Json = Record<string, unknown>;

/** What can go wrong in the dialog, as far as browsers tell. */
export type Trouble = 'cancelled' | 'known' | 'wrongAddress' | 'unsupported';

export class PasskeyTrouble extends Error {
  readonly kind: Trouble;

  constructor(kind: Trouble, cause: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

export const canUsePasskeys = (): boolean => 'PublicKeyCredential' in globalThis && 'credentials' in navigator;

export const toBase64Url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

const withBytes = (known: Json[] | undefined): PublicKeyCredentialDescriptor[] =>
  (known ?? []).map((one) => ({ ...one, id: fromBase64Url(one.id as string) }) as unknown as PublicKeyCredentialDescriptor);

function troubleOf(error: unknown): PasskeyTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return new PasskeyTrouble('known', error);
  if (name === 'SecurityError') return new PasskeyTrouble('wrongAddress', error);
  if (name === 'NotSupportedError' || name === 'ConstraintError') return new PasskeyTrouble('unsupported', error);
  return new PasskeyTrouble('cancelled', error); // browsers say no more, so that sites learn nothing about people
}

async function ask(dialog: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!canUsePasskeys()) throw new PasskeyTrouble('unsupported', null);
  try {
    const found = await dialog();
    if (found === null) throw new DOMException('', 'NotAllowedError');
    return found as PublicKeyCredential;
  } catch (error) {
    throw troubleOf(error);
  }
}

const outer = (credential: PublicKeyCredential): Json => {
  const id = toBase64Url(credential.rawId);
  return { id, rawId: id, type: credential.type };
};

/** Make a passkey; the answer for the server. Throws `PasskeyTrouble`. */
export async function createPasskey(options: Json): Promise<Json> {
  const user = options.user as Json;
  const publicKey = {
    ...options,
    challenge: fromBase64Url(options.challenge as string),
    user: { ...user, id: fromBase64Url(user.id as string) },
    excludeCredentials: withBytes(options.excludeCredentials as Json[] | undefined),
  } as unknown as PublicKeyCredentialCreationOptions;
  const credential = await ask(() => navigator.credentials.create({ publicKey }));
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...outer(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      attestationObject: toBase64Url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Use a passkey; the proof for the server. Throws `PasskeyTrouble`. */
export async function usePasskey(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: fromBase64Url(options.challenge as string),
    allowCredentials: withBytes(options.allowCredentials as Json[] | undefined),
  } as unknown as PublicKeyCredentialRequestOptions;
  const credential = await ask(() => navigator.credentials.get({ publicKey }));
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...outer(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      authenticatorData: toBase64Url(response.authenticatorData),
      signature: toBase64Url(response.signature),
      userHandle: response.userHandle === null ? null : toBase64Url(response.userHandle),
    },
  };
}
