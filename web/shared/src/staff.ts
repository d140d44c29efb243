// What protects the desk, as types and calls: second factors of staff, approvals, the audit record, the demo's letters.
import type { Assertion, CreationOptionsJson, CredentialJson, Delivery, Method, Passkey, RequestOptionsJson, StepUp, Totp } from './account';
import { query, type Http, type Id, type Language, type Staff, type StaffSession, type Timestamp } from './api';

export type Needs = null | 'second_factor' | 'enrolment';
/** `needs`: until then the session may only give a second factor, or set one up. */
export interface SignedInStaff extends StaffSession { needs: Needs; methods: Method[] }

export interface Factors { totp: boolean; passkeys: Passkey[]; recovery_codes_left: number }
export interface Myself extends Staff {
  /** Absent where the server keeps none for its staff. */
  factors?: Factors;
  stepped_up_until: Timestamp | null;
  /** The demo asks its people for no second factor. */
  second_factor_waived: boolean;
}
export interface Provider { id: string; name: string }

export type ApprovalState = 'waiting' | 'approved' | 'refused' | 'expired' | 'withdrawn';
export interface Vote { by: Id; name: string; agrees: boolean; reason: string; at: Timestamp }
export interface Approval {
  id: Id;
  /** A stable name: "account.unfreeze". */
  act: string;
  subject: Id;
  /** What whoever decides must see; masked. */
  facts: Record<string, unknown>;
  state: ApprovalState;
  votes: Vote[];
  asked_at: Timestamp;
  expires_at: Timestamp;
  decided_at: Timestamp | null;
}
/** Different people who must agree. */
export const VOTES_NEEDED = 2;
export const SHORTEST_REASON = 10;
export const LONGEST_REASON = 500;

/** `act` is `hidden`, and all but its place left out, of one that is not for its reader. */
export interface AuditRecord {
  seq: number;
  at: Timestamp | null;
  act: string;
  actor_kind: string;
  actor: Id | null;
  actor_name: string | null;
  subject: Id | null;
  details: Record<string, unknown>;
  hash: string | null;
}
export interface AuditPage { records: AuditRecord[]; next: number | null }

/** What became of a letter so far; `reply` is the mail server's own answer. */
export interface LetterDelivery { id: Id; state: Delivery; at: Timestamp; reply: string | null; next_try: Timestamp | null }
export interface LetterRow {
  id: Id;
  to: string;
  subject: string;
  letter: string;
  language: Language;
  at: Timestamp;
  delivery: LetterDelivery;
}
/** One line of the delivery log. */
export interface Attempt { at: Timestamp; outcome: string; reply: string }
export interface Letter extends LetterRow { text: string; html: string; attempts: Attempt[] }
export interface LetterPage { letters: LetterRow[]; next: string | null }

const staff = '/api/v1/staff';
const me = staff + '/me';

export const signInStaff = (http: Http, email: string, password: string) =>
  http.call<SignedInStaff>('POST', staff + '/sessions', { email, password });
export const setUpStaff = (
  http: Http, setup: { token: string; password: string; email?: string; name?: string; public_name?: string },
) => http.call<SignedInStaff>('POST', staff + '/setup', setup);
export const giveSecondFactor = (http: Http, proof: StepUp) =>
  http.call<SignedInStaff>('POST', staff + '/sessions/current/second-factor', proof);
export const staffPasskeyChallenge = (http: Http) =>
  http.call<{ challenge_id: string; options: RequestOptionsJson }>('POST', staff + '/passkey-challenges', {});
export const signInStaffByPasskey = (http: Http, assertion: Assertion) =>
  http.call<SignedInStaff>('POST', staff + '/sessions/passkey', assertion);
export const listProviders = (http: Http) => http.call<{ providers: Provider[] }>('GET', staff + '/oidc');
export const providerPath = (id: string) => staff + '/oidc/start' + query({ provider: id });

export const getMyself = (http: Http) => http.call<Myself>('GET', me);
export const staffStepUpChallenge = (http: Http) =>
  http.call<{ methods: Method[]; challenge_id: string | null; options: RequestOptionsJson | null }>('POST', me + '/step-up/challenge');
export const stepUpStaff = (http: Http, proof: StepUp) => http.call<{ until: Timestamp }>('POST', me + '/step-up', proof);
export const lockStaff = (http: Http) => http.call<void>('POST', me + '/lock');

export const startStaffTotp = (http: Http) => http.call<Totp>('POST', me + '/totp');
export const confirmStaffTotp = (http: Http, code: string) =>
  http.call<{ recovery_codes: string[] | null }>('POST', me + '/totp/confirm', { code });
export const removeStaffTotp = (http: Http) => http.call<unknown>('DELETE', me + '/totp');
export const newStaffPasskeyChallenge = (http: Http) =>
  http.call<{ challenge_id: string; options: CreationOptionsJson }>('POST', me + '/passkeys/challenge');
export const addStaffPasskey = (http: Http, made: { challenge_id: string; credential: CredentialJson; name: string }) =>
  http.call<unknown>('POST', me + '/passkeys', made);
export const removeStaffPasskey = (http: Http, id: Id) => http.call<unknown>('DELETE', `${me}/passkeys/${id}`);
export const newStaffRecoveryCodes = (http: Http) => http.call<{ recovery_codes: string[] }>('POST', me + '/recovery-codes');

export const listApprovals = (http: Http) => http.call<{ approvals: Approval[] }>('GET', '/api/v1/approvals');
export const decideApproval = (http: Http, id: Id, decision: { agrees: boolean; reason: string }) =>
  http.call<Approval>('POST', '/api/v1/approvals/' + id, decision);
export const listAudit = (http: Http, page: { before?: number; limit?: number; act?: string }) =>
  http.call<AuditPage>('GET', '/api/v1/audit' + query(page));
export const listLetters = (http: Http, page: { before?: string; limit?: number }) =>
  http.call<LetterPage>('GET', '/api/v1/outbox' + query(page));
export const getLetter = (http: Http, id: Id) => http.call<Letter>('GET', '/api/v1/outbox/' + id);
