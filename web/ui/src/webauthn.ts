// Passkeys in this browser: whether they can work here, and the ceremonies, from and to the JSON that the server speaks.
import type { CreationOptionsJson, CredentialDescriptorJson, CredentialJson, RequestOptionsJson } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';

/** `address`: the page is open at a bare IP address, and a passkey belongs to a name. */
export type PasskeySupport = 'works' | 'address' | 'browser';

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.startsWith('[');

export function passkeySupport(host = location.hostname): PasskeySupport {
  if (isAddress(host)) return 'address';
  return 'PublicKeyCredential' in window && isSecureContext ? 'works' : 'browser';
}

/** The same page under a name that passkeys accept, where there is one. */
export function namedAddress(here: URL = new URL(location.href)): string | null {
  if (here.hostname !== '127.0.0.1' && here.hostname !== '[::1]') return null;
  const named = new URL(here);
  named.hostname = 'localhost';
  named.hash = '';
  return named.href;
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

export function toBase64url(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const descriptors = (list: CredentialDescriptorJson[] = []): PublicKeyCredentialDescriptor[] =>
  list.map(({ type, id, transports }) => ({
    type,
    id: fromBase64url(id),
    ...(transports ? { transports: transports as AuthenticatorTransport[] } : {}),
  }));

/** What people can do about it, as a code. */
function refusal(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return new Problem('passkey.cancelled');
  if (name === 'InvalidStateError') return new Problem('passkey.already');
  return new Problem(name === 'SecurityError' ? 'passkey.address' : 'passkey.failed');
}

const common = (credential: PublicKeyCredential) => ({
  id: credential.id,
  rawId: toBase64url(credential.rawId),
  type: credential.type,
  ...(credential.authenticatorAttachment ? { authenticatorAttachment: credential.authenticatorAttachment } : {}),
  clientExtensionResults: credential.getClientExtensionResults(),
});

interface Asking { signal?: AbortSignal; conditional?: boolean }

export async function getPasskey(options: RequestOptionsJson, { signal, conditional = false }: Asking = {}): Promise<CredentialJson> {
  try {
    const credential = (await navigator.credentials.get({
      publicKey: { ...options, challenge: fromBase64url(options.challenge), allowCredentials: descriptors(options.allowCredentials) },
      ...(conditional ? { mediation: 'conditional' } : {}),
      ...(signal ? { signal } : {}),
    })) as PublicKeyCredential;
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response as AuthenticatorAssertionResponse;
    return {
      ...common(credential),
      response: {
        clientDataJSON: toBase64url(clientDataJSON),
        authenticatorData: toBase64url(authenticatorData),
        signature: toBase64url(signature),
        ...(userHandle ? { userHandle: toBase64url(userHandle) } : {}),
      },
    };
  } catch (error) {
    throw refusal(error);
  }
}

export async function makePasskey(options: CreationOptionsJson): Promise<CredentialJson> {
  try {
    const credential = (await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: fromBase64url(options.challenge),
        user: { ...options.user, id: fromBase64url(options.user.id) },
        excludeCredentials: descriptors(options.excludeCredentials),
      },
    })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAttestationResponse;
    return {
      ...common(credential),
      response: {
        clientDataJSON: toBase64url(response.clientDataJSON),
        attestationObject: toBase64url(response.attestationObject),
        transports: response.getTransports(),
      },
    };
  } catch (error) {
    throw refusal(error);
  }
}

/** Whether the browser offers passkeys among what it fills in. */
export const canFillIn = async (): Promise<boolean> =>
  passkeySupport() === 'works' && (await PublicKeyCredential.isConditionalMediationAvailable());
