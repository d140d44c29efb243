// Incidents as types and calls: one matter of many conversations, its updates in both languages, who belongs to it.
import { query, type ConversationStatus, type Http, type Id, type Language, type Person, type Timestamp } from './api';
import type { Component } from './status';
import type { Conditions } from './work';

export const INCIDENT_KINDS = ['network', 'wallet', 'mail', 'sign_in', 'other'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
export const INCIDENT_STATES = ['open', 'monitoring', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
export const LONGEST_UPDATE = 4_000;

export interface Incident {
  id: Id;
  reference: string;
  kind: IncidentKind;
  title_en: string;
  title_zh: string;
  asset: string | null;
  network: string | null;
  service: Component | null;
  state: IncidentState;
  /** Who joins by itself while it is not resolved. */
  conditions: Conditions | null;
  declared_by: Person;
  declared_at: Timestamp;
  changed_at: Timestamp;
  resolved_at: Timestamp | null;
  conversations: number;
  /** Those of them to which not everything was brought yet. */
  owed: number;
}
export interface IncidentUpdate {
  number: number;
  author: Person;
  at: Timestamp;
  internal: boolean;
  state: IncidentState;
  text_en: string | null;
  text_zh: string | null;
  also_resolved: boolean;
  /** In how many conversations it stands. */
  posted: number;
}
export interface WholeIncident {
  incident: Incident;
  /** The newest first. */
  updates: IncidentUpdate[];
  /** Conversations whose customer wrote since, and waits for an answer. */
  wrote_again: number;
}
export interface IncidentMember {
  conversation_id: Id;
  reference: string;
  status: ConversationStatus;
  language: Language;
  how: 'hand' | 'condition';
  joined_at: Timestamp;
  told: number;
  owed: boolean;
  wrote_again: boolean;
}
/** An incident as one conversation stands in it. */
export interface TiedIncident {
  incident: Incident;
  how: 'hand' | 'condition';
  joined_at: Timestamp;
  newest: IncidentUpdate | null;
  owed: boolean;
  wrote_again: boolean;
}
export interface Gathered { added: number; already: number; unknown: number }
export interface IncidentTrial { conversations: number; chinese: number; english: number; unanswered: number }

export interface IncidentWords {
  kind: IncidentKind;
  title_en: string;
  title_zh: string;
  asset?: string;
  network?: string;
  service?: Component;
  conditions?: Conditions;
}
export interface NewIncident extends IncidentWords { client_id: string; text_en?: string; text_zh?: string }
export interface IncidentChange extends Partial<IncidentWords> { clear?: ('asset' | 'network' | 'service' | 'conditions')[] }
export interface NewUpdate {
  client_id: string;
  text_en?: string;
  text_zh?: string;
  internal?: boolean;
  state?: Exclude<IncidentState, 'resolved'>;
  also_resolved?: boolean;
}
interface InBoth { client_id: string; text_en: string; text_zh: string }

const incidents = '/api/v1/incidents';
const at = (id: Id) => incidents + '/' + id;

export const listIncidents = (http: Http, wanted: { state?: 'active' | 'resolved'; cursor?: Id }) =>
  http.call<{ incidents: Incident[]; next: Id | null }>('GET', incidents + query(wanted));
export const readIncident = (http: Http, id: Id) => http.call<WholeIncident>('GET', at(id));
export const declareIncident = (http: Http, wanted: NewIncident) => http.call<WholeIncident>('POST', incidents, wanted);
export const changeIncident = (http: Http, id: Id, change: IncidentChange) => http.call<WholeIncident>('PATCH', at(id), change);
export const updateIncident = (http: Http, id: Id, update: NewUpdate) => http.call<WholeIncident>('POST', at(id) + '/updates', update);
export const resolveIncident = (http: Http, id: Id, last: InBoth & { resolve_conversations: boolean }) => http.call<WholeIncident>('POST', at(id) + '/resolve', last);
export const reopenIncident = (http: Http, id: Id, words: InBoth) => http.call<WholeIncident>('POST', at(id) + '/reopen', words);
export const listIncidentConversations = (http: Http, id: Id, wanted: { only?: 'wrote_again'; cursor?: Id }) =>
  http.call<{ conversations: IncidentMember[]; next: Id | null }>('GET', at(id) + '/conversations' + query(wanted));
export const addToIncident = (http: Http, id: Id, conversation_ids: readonly Id[]) => http.call<Gathered>('POST', at(id) + '/conversations', { conversation_ids });
/** All active ones that match now. */
export const gatherFor = (http: Http, id: Id, conditions: Conditions) => http.call<Gathered>('POST', at(id) + '/gathering', { conditions });
export const takeOutOf = (http: Http, id: Id, conversation: Id) => http.call<void>('DELETE', at(id) + '/conversations/' + conversation);
export const tryIncident = (http: Http, conditions: Conditions, signal?: AbortSignal) =>
  http.call<IncidentTrial>('POST', incidents + '/trial', { conditions }, signal);
export const incidentsOf = (http: Http, conversation: Id) =>
  http.call<{ incidents: TiedIncident[] }>('GET', '/api/v1/conversations/' + conversation + '/incidents');
