// Guided answers over the public interface: what a run shows, and what is sent to it.
import type { Http, Id, Language, Timestamp } from '@ombud/shared/api';

export type Assurance = 'nobody' | 'address' | 'session' | 'step_up';
export type Topic = 'sign_in' | 'security' | 'withdrawal' | 'deposit' | 'theft' | 'complaint' | 'other';
export type InputKind = 'text' | 'error_text' | 'email' | 'address' | 'transaction_id' | 'site_or_handle' | 'amount_asset' | 'date';
export type IntakeField =
  | 'what_happened' | 'exact_error' | 'since' | 'steps' | 'transaction_id' | 'address' | 'asset' | 'network' | 'amount'
  | 'memo' | 'device' | 'pictures' | 'contact' | 'impostor';

export interface Answer { id: string; label: string; hint: string | null }
/** One of the three: a page of ours, an article, a flow. */
export interface Link { to: string | null; article: string | null; flow: string | null; label: string }

export interface Step {
  id: string;
  kind: 'choice' | 'typed' | 'look_up' | 'act' | 'explain' | 'hand_over';
  text: string;
  html: string | null;
  help: string | null;
  answers: Answer[];
  input: InputKind | null;
  optional: boolean;
  needs: Assurance | null;
  links: Link[];
}

export interface Proving {
  need: Assurance;
  methods: ('sign_in' | 'code' | 'step_up')[];
  sent: boolean;
  masked: string | null;
  can_skip: boolean;
  again: boolean;
}

export interface TrailLine { seq: number; step: string; question: string; answer: string; at: Timestamp; can_change: boolean }
/** An explanation that was read, in its place among the lines of the trail. */
export interface Read { seq: number; text: string; html: string }
export interface FactField { name: string; label: string; type: 'time' | 'text' | 'number' | 'list'; value: unknown; text: string }
export interface Fact { name: string; label: string; value: string | null; value_label: string; fields: FactField[]; at: Timestamp }

export interface Ending {
  outcome: 'answered' | 'solved' | 'waiting' | 'person';
  text: string;
  html: string;
  links: Link[];
  intake: { field: IntakeField; known: string | null }[];
  urgent: boolean;
}

export interface Run {
  id: Id;
  flow: string;
  title: string;
  topic: Topic;
  state: 'asking' | 'proving' | 'acting' | 'ended' | 'handed_over' | 'expired';
  assurance: Assurance;
  step: Step | null;
  proving: Proving | null;
  trail: TrailLine[];
  read: Read[];
  facts: Fact[];
  ending: Ending | null;
  solved: boolean | null;
  conversation_id: Id | null;
  can_go_back: boolean;
  secret_removed: boolean;
  progress: { answered: number; left: number };
}

export interface Flow { name: string; topic: Topic; title: string; summary: string }
export interface CaseField { name: string; value: string }

const diagnoses = '/api/v1/diagnoses';

export const listFlows = (http: Http, language: Language) =>
  http.call<{ flows: Flow[] }>('GET', '/api/v1/flows?language=' + language);
export const startRun = (http: Http, flow: string, language: Language) =>
  http.call<{ token: string; run: Run }>('POST', diagnoses, { flow, language, channel: 'chat' });
export const moveRun = (http: Http, how: string, body: object) => http.call<Run>('POST', `${diagnoses}/${how}`, body);

export interface HandOver {
  token: string;
  client_id: string;
  language: Language;
  conversation_id: Id;
  body: string;
  fields: CaseField[];
  attachments: Id[];
}
export const handOver = (http: Http, what: HandOver) =>
  http.call<{ conversation_id: Id; reference: string }>('POST', diagnoses + '/hand-over', what);
