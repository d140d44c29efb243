import { expect, test, vi } from 'vitest';
import { fromBase64url, getPasskey, makePasskey, namedAddress, passkeySupport, toBase64url } from './webauthn';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test('base64url goes both ways, without padding', () => {
  for (const length of [0, 1, 2, 3, 31, 64]) {
    const some = Uint8Array.from({ length }, (_, index) => (index * 67 + 251) % 256);
    const text = toBase64url(some.buffer);
    expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
    expect([...fromBase64url(text)]).toEqual([...some]);
  }
});

test('a bare address has no passkeys, and this machine has a name that does', () => {
  for (const host of ['127.0.0.1', '192.168.1.20', '[::1]']) expect(passkeySupport(host)).toBe('address');
  expect(passkeySupport('desk.example')).not.toBe('address');
  expect(namedAddress(new URL('http://127.0.0.1:8080/me/reset#token=secret'))).toBe('http://localhost:8080/me/reset');
  expect(namedAddress(new URL('http://192.168.1.20:8080/me/'))).toBeNull();
});

test('an assertion becomes the JSON that the server reads', async () => {
  const get = vi.fn<(options: CredentialRequestOptions) => Promise<unknown>>().mockResolvedValue({
    id: 'AQI', rawId: bytes(1, 2), type: 'public-key', authenticatorAttachment: 'platform', getClientExtensionResults: () => ({}),
    response: { clientDataJSON: bytes(3), authenticatorData: bytes(4), signature: bytes(5), userHandle: null },
  });
  vi.stubGlobal('navigator', { credentials: { get } });
  const credential = await getPasskey({ challenge: 'AAEC', rpId: 'desk.example', allowCredentials: [{ type: 'public-key', id: 'AQI' }] });
  const asked = get.mock.calls[0]![0].publicKey!;
  expect([...new Uint8Array(asked.challenge as Uint8Array)]).toEqual([0, 1, 2]);
  expect(asked.rpId).toBe('desk.example');
  expect(credential).toEqual({
    id: 'AQI', rawId: 'AQI', type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: {},
    response: { clientDataJSON: 'Aw', authenticatorData: 'BA', signature: 'BQ' },
  });
});

test('what the browser refuses is told by what one can do about it', async () => {
  const options = { challenge: 'AA', rp: { name: 'x' }, user: { id: 'AA', name: 'x', displayName: 'x' }, pubKeyCredParams: [] };
  for (const [name, code] of [['NotAllowedError', 'passkey.cancelled'], ['InvalidStateError', 'passkey.already'], ['SecurityError', 'passkey.address'], ['UnknownError', 'passkey.failed']] as const) {
    vi.stubGlobal('navigator', { credentials: { create: () => Promise.reject(new DOMException('', name)) } });
    await expect(makePasskey(options)).rejects.toMatchObject({ code });
  }
});
