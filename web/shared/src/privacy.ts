// What is kept of customers and how it ends, as types and calls: classes of retention, holds, exports, erasures.
import type { Http, Id, Person, Timestamp } from './api';

export const SHORTEST_HOLD_REASON = 10;
export const LONGEST_HOLD_REASON = 500;
export const BASES = ['asked', 'closed', 'order', 'other'] as const;
export type Basis = (typeof BASES)[number];

export interface RetentionClass {
  name: string;
  days: number;
  least: number;
  most: number;
  looked_at: Timestamp | null;
  next_at: Timestamp | null;
  cleared: number;
  /** Fewer days, as soon as two people agree. */
  wanted: number | null;
}

export interface Hold {
  id: Id;
  conversation_id: Id;
  reference: string;
  reason: string;
  placed_at: Timestamp;
  placed_by: Person;
  until: Timestamp | null;
  lifted_at: Timestamp | null;
}

export interface PrivacyJob {
  id: Id;
  kind: 'export' | 'erasure';
  conversation_id: Id;
  reference: string;
  state: 'waiting' | 'running' | 'done' | 'refused' | 'stopped' | 'failed';
  basis: Basis | null;
  asked_at: Timestamp;
  asked_by: Person;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  done: number;
  total: number;
  why: string | null;
  bytes: number | null;
  /** Of an export: until then it can be fetched. */
  until: Timestamp | null;
  fetched_at: Timestamp | null;
  statement_sha256: string | null;
}

export interface PrivacyOverview { classes: RetentionClass[]; holds: Hold[]; jobs: PrivacyJob[] }
export interface Kept { erased: boolean; account_stays: boolean; conversations: number; hold: Hold | null; jobs: PrivacyJob[] }
export interface ErasureProof { statement: string; sha256: string }

const v1 = '/api/v1/';
const conversation = (id: Id) => v1 + 'conversations/' + id;

export const readPrivacy = (http: Http) => http.call<PrivacyOverview>('GET', v1 + 'privacy');
export const changeRetention = (http: Http, name: string, days: number) =>
  http.call<RetentionClass>('PUT', v1 + 'privacy/classes', { name, days });
export const liftHold = (http: Http, id: Id) => http.call<void>('DELETE', v1 + 'privacy/holds/' + id);
/** Once: then it is gone there. */
export const fetchExport = async (http: Http, id: Id): Promise<Blob> => (await http.send('POST', v1 + 'privacy/exports/' + id)).blob();
export const readProof = (http: Http, id: Id) => http.call<ErasureProof>('GET', v1 + 'privacy/proofs/' + id);
export const readKept = (http: Http, id: Id) => http.call<Kept>('GET', conversation(id) + '/kept');
export const placeHold = (http: Http, id: Id, hold: { reason: string; until?: Timestamp }) =>
  http.call<Hold>('POST', conversation(id) + '/hold', hold);
export const askExport = (http: Http, id: Id) => http.call<PrivacyJob>('POST', conversation(id) + '/export');
export const askErasure = (http: Http, id: Id, basis: Basis) => http.call<PrivacyJob>('POST', conversation(id) + '/erasure', { basis });
