// The account side of the public interface as types and calls: signing up and in, ways back, protection.
import type { Http, Id, Language, Timestamp } from './api';

export type Method = 'passkey' | 'totp' | 'recovery_code' | 'password';

/** A secret that stands for something under way; travels in bodies only. */
export interface Ticket { ticket: string; expires_at: Timestamp }
export interface SignedIn { customer_id: Id; token: string; expires_at: Timestamp; name: string | null }
export interface SignIn {
  next: null | 'second_factor' | 'email_code' | 'frozen';
  ticket: string | null;
  methods: Method[];
  masked_email: string | null;
  session: SignedIn | null;
  frozen_at: Timestamp | null;
}
export interface Strength { score: number; enough: boolean; reason: null | 'too_short' | 'common' | 'breached' }

// WebAuthn Level 3, as JSON.
export interface CredentialDescriptorJson { type: 'public-key'; id: string; transports?: string[] }
export interface RequestOptionsJson {
  challenge: string;
  timeout?: number;
  rpId?: string;
  allowCredentials?: CredentialDescriptorJson[];
  userVerification?: UserVerificationRequirement;
}
export interface CreationOptionsJson {
  challenge: string;
  rp: { id?: string; name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  timeout?: number;
  excludeCredentials?: CredentialDescriptorJson[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  attestation?: AttestationConveyancePreference;
}
export interface CredentialJson {
  id: string;
  rawId: string;
  type: string;
  authenticatorAttachment?: string;
  clientExtensionResults: object;
  response: Record<string, string | string[] | number | null>;
}
export interface Assertion { challenge_id: string; credential: CredentialJson }
export interface SecondFactor { totp?: string; recovery_code?: string; email_code?: string; passkey?: Assertion }
export interface StepUp { totp?: string; recovery_code?: string; password?: string; passkey?: Assertion }

export interface Tracking { tracking: string; expires_at: Timestamp }
export type Delivery = 'queued' | 'accepted' | 'deferred' | 'bounced' | 'suppressed';
export interface ResetStatus {
  state: Delivery;
  at: Timestamp;
  /** The receiving server's code alone, as "550 5.1.1". */
  reply: string | null;
  next_try: Timestamp | null;
  resend_at: Timestamp | null;
  used: boolean;
}
export interface Recovery {
  tracking: string;
  state: 'code_sent' | 'waiting_for_staff' | 'waiting_time' | 'done' | 'refused' | 'stopped' | 'expired';
  statement_at: Timestamp;
  approvals: number;
  effective_at: Timestamp | null;
}
export interface Unfreeze {
  tracking: string;
  state: 'code_sent' | 'waiting_for_staff' | 'done' | 'refused' | 'expired';
  approvals: number;
  hold_until: Timestamp | null;
}
export interface Frozen { frozen_at: Timestamp }
export interface NotMe extends Frozen { stopped: null | 'recovery' | 'email_change' }

export interface Passkey { id: Id; name: string; created_at: Timestamp; used_at: Timestamp | null }
export interface Profile {
  id: Id;
  email: string;
  second_email: string | null;
  name: string | null;
  language: Language;
  created_at: Timestamp;
  frozen_at: Timestamp | null;
  hold_until: Timestamp | null;
  hold_reason: string | null;
  phrase: string | null;
  password_changed_at: Timestamp;
  totp: boolean;
  passkeys: Passkey[];
  recovery_codes_left: number;
  session: { id: Id; assurance: string; stepped_up_until: Timestamp | null };
  /** Strongest first; only those that count. */
  step_up: Method[];
}
export interface CheckupItem { key: string; state: 'good' | 'advice' | 'danger'; weight: number; lost: number }
export interface Checkup { score: number; items: CheckupItem[] }
export interface AccountSession {
  id: Id;
  device: string;
  network: string;
  place: string | null;
  created_at: Timestamp;
  used_at: Timestamp;
  expires_at: Timestamp;
  current: boolean;
}
export interface Device { id: Id; label: string; first_seen_at: Timestamp; last_seen_at: Timestamp; current: boolean }
export interface AccountEvent {
  seq: number;
  at: Timestamp;
  kind: string;
  device: string | null;
  place: string | null;
  network: string | null;
  detail: unknown;
}
export interface History { events: AccountEvent[]; next: number | null }
export interface Totp { secret: string; uri: string; qr: string }
export type ApiPermission = 'read' | 'trade' | 'withdraw';
export interface ApiKey {
  id: Id;
  name: string;
  permissions: ApiPermission[];
  networks: string[];
  created_at: Timestamp;
  used_at: Timestamp | null;
}
export interface BookedAddress {
  id: Id;
  label: string;
  chain: string;
  address: string;
  memo: string | null;
  created_at: Timestamp;
  usable_at: Timestamp;
}

const v1 = '/api/v1/';
const account = v1 + 'account';

// By anyone
export const signUp = (http: Http, email: string, language: Language) =>
  http.call<Ticket>('POST', v1 + 'accounts', { email, language });
export const confirmSignUp = (http: Http, answer: { ticket: string; code: string; password: string; name?: string }) =>
  http.call<SignedIn>('POST', v1 + 'accounts/confirm', answer);
export const passwordStrength = (http: Http, password: string, words: string[], signal?: AbortSignal) =>
  http.call<Strength>('POST', v1 + 'passwords/strength', { password, words }, signal);
export const signIn = (http: Http, email: string, password: string) =>
  http.call<SignIn>('POST', account + '/sessions', { email, password });
export const answerSecondFactor = (http: Http, ticket: string, factor: SecondFactor) =>
  http.call<SignIn>('POST', account + '/sessions/second-factor', { ticket, ...factor });
export const passkeyChallenge = (http: Http, ticket?: string) =>
  http.call<{ challenge_id: string; options: RequestOptionsJson }>('POST', account + '/passkey-challenges', ticket ? { ticket } : {});
export const signInByPasskey = (http: Http, assertion: Assertion) =>
  http.call<SignIn>('POST', account + '/sessions/passkey', assertion);
export const askReset = (http: Http, email: string, language: Language) =>
  http.call<Tracking>('POST', account + '/resets', { email, language });
export const resetStatus = (http: Http, tracking: string) =>
  http.call<ResetStatus>('POST', account + '/resets/status', { tracking });
export const resendReset = (http: Http, tracking: string) =>
  http.call<Tracking>('POST', account + '/resets/resend', { tracking });
export const completeReset = (http: Http, token: string, password: string) =>
  http.call<{ second_factor_next: boolean }>('POST', account + '/resets/complete', { token, password });
export const askFreezeCode = (http: Http, email: string, language: Language) =>
  http.call<Ticket>('POST', account + '/freezes/code', { email, language });
export const freezeByCode = (http: Http, ticket: string, code: string) =>
  http.call<Frozen>('POST', account + '/freezes', { ticket, code });
export const freezeByLink = (http: Http, token: string) => http.call<Frozen>('POST', account + '/freezes/link', { token });
export const sayNotMe = (http: Http, token: string) => http.call<NotMe>('POST', account + '/not-me', { token });
export const startRecovery = (http: Http, ticket: string, statement: string) =>
  http.call<Recovery>('POST', account + '/recoveries', { ticket, statement });
export const confirmRecovery = (http: Http, tracking: string, code: string) =>
  http.call<Recovery>('POST', account + '/recoveries/confirm', { tracking, code });
export const recoveryStatus = (http: Http, tracking: string) =>
  http.call<Recovery>('POST', account + '/recoveries/status', { tracking });
export const startUnfreeze = (http: Http, ticket: string) => http.call<Unfreeze>('POST', account + '/unfreezes', { ticket });
export const confirmUnfreeze = (http: Http, tracking: string, code: string) =>
  http.call<Unfreeze>('POST', account + '/unfreezes/confirm', { tracking, code });
export const unfreezeStatus = (http: Http, tracking: string) =>
  http.call<Unfreeze>('POST', account + '/unfreezes/status', { tracking });

// By the holder
export const getProfile = (http: Http) => http.call<Profile>('GET', account);
export const changeProfile = (http: Http, change: { name?: string; language?: Language }) =>
  http.call<Profile>('PATCH', account, change);
export const getCheckup = (http: Http) => http.call<Checkup>('GET', account + '/checkup');
export const stepUpChallenge = (http: Http) =>
  http.call<{ methods: Method[]; challenge_id: string | null; options: RequestOptionsJson | null }>('POST', account + '/step-up/challenge');
export const stepUp = (http: Http, proof: StepUp) => http.call<{ until: Timestamp }>('POST', account + '/step-up', proof);
export const listSessions = (http: Http) => http.call<{ sessions: AccountSession[] }>('GET', account + '/sessions');
export const endSession = (http: Http, id: Id) => http.call<void>('DELETE', `${account}/sessions/${id}`);
export const endOtherSessions = (http: Http) => http.call<{ ended: number }>('POST', account + '/sessions/end-others');
export const signOut = (http: Http) => http.call<void>('DELETE', account + '/sessions/current');
export const listDevices = (http: Http) => http.call<{ devices: Device[] }>('GET', account + '/devices');
export const forgetDevice = (http: Http, id: Id) => http.call<void>('DELETE', `${account}/devices/${id}`);
export const readHistory = (http: Http, before?: number, limit = 30) =>
  http.call<History>('GET', `${account}/history?limit=${limit}${before === undefined ? '' : `&before=${before}`}`);
export const changePassword = (http: Http, password: string) => http.call<Profile>('POST', account + '/password', { password });
export const newPasskeyChallenge = (http: Http) =>
  http.call<{ challenge_id: string; options: CreationOptionsJson }>('POST', account + '/passkeys/challenge');
export const addPasskey = (http: Http, made: { challenge_id: string; credential: CredentialJson; name: string }) =>
  http.call<Profile>('POST', account + '/passkeys', made);
export const renamePasskey = (http: Http, id: Id, name: string) => http.call<Profile>('PATCH', `${account}/passkeys/${id}`, { name });
export const removePasskey = (http: Http, id: Id) => http.call<Profile>('DELETE', `${account}/passkeys/${id}`);
export const startTotp = (http: Http) => http.call<Totp>('POST', account + '/totp');
export const confirmTotp = (http: Http, code: string) =>
  http.call<{ recovery_codes: string[] | null }>('POST', account + '/totp/confirm', { code });
export const removeTotp = (http: Http) => http.call<Profile>('DELETE', account + '/totp');
export const newRecoveryCodes = (http: Http) => http.call<{ recovery_codes: string[] }>('POST', account + '/recovery-codes');
export const setPhrase = (http: Http, phrase: string | null) => http.call<Profile>('POST', account + '/phrase', { phrase });
export const addEmail = (http: Http, email: string, use: 'primary' | 'second') =>
  http.call<Ticket>('POST', account + '/emails', { email, use });
export const confirmEmail = (http: Http, ticket: string, code: string) =>
  http.call<Profile>('POST', account + '/emails/confirm', { ticket, code });
export const removeSecondEmail = (http: Http) => http.call<Profile>('DELETE', account + '/emails/second');
export const freeze = (http: Http) => http.call<Frozen>('POST', account + '/freeze');
export const listApiKeys = (http: Http) => http.call<{ api_keys: ApiKey[] }>('GET', account + '/api-keys');
export const makeApiKey = (http: Http, wanted: { name: string; permissions: ApiPermission[]; networks: string[] }) =>
  http.call<{ api_key: ApiKey; secret: string }>('POST', account + '/api-keys', wanted);
export const endApiKey = (http: Http, id: Id) => http.call<void>('DELETE', `${account}/api-keys/${id}`);
export const listAddresses = (http: Http) => http.call<{ addresses: BookedAddress[] }>('GET', account + '/addresses');
export const bookAddress = (http: Http, wanted: { label: string; chain: string; address: string; memo?: string }) =>
  http.call<BookedAddress>('POST', account + '/addresses', wanted);
export const removeAddress = (http: Http, id: Id) => http.call<void>('DELETE', `${account}/addresses/${id}`);
