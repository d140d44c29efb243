// How the desk does, as types and calls: reports, the conversations behind their figures, the wall, and what customers say of it.
import { query, type Entry, type Http, type Id, type Language, type Timestamp } from './api';

const v1 = '/api/v1/reports';

export const GROUPINGS = ['topic', 'channel', 'language', 'queue', 'agent'] as const;
export type Grouping = (typeof GROUPINGS)[number];
/** `none`: what has no topic, queue or agent. */
export type Filters = Partial<Record<Grouping, string>>;
/** Days as 2026-11-30, of UTC, both included. */
export interface Span { from: string; to: string }

/** Spans in seconds: the median, and what nine of ten kept within. */
export interface Figures {
  opened: number | null;
  /** Not resolved at the end of the last day. */
  backlog: number | null;
  first_answers: number;
  first_answer_middle: number | null;
  first_answer_most: number | null;
  answers: number;
  answer_middle: number | null;
  answer_most: number | null;
  resolved: number;
  resolution_middle: number | null;
  resolution_most: number | null;
  reopened: number;
  rated: number;
  score: number | null;
}
export interface GroupFigures { key: string | null; name_en: string | null; name_zh: string | null; figures: Figures }
/** Of whoever asks. */
export interface OwnReport extends Span {
  before_from: string;
  complete: boolean;
  total: Figures;
  before: Figures;
  /** Of 1, 2, 3, 4 and 5. */
  scores: number[];
  days: { day: string; figures: Figures }[];
}
export interface Report extends OwnReport { rows: GroupFigures[] }

export type FactKind = 'opened' | 'first_answer' | 'answer' | 'resolved' | 'reopened' | 'rated' | 'backlog';
export interface Fact {
  conversation_id: Id;
  seq: number;
  reference: string;
  status: 'new' | 'open' | 'waiting' | 'resolved';
  channel: 'chat' | 'email' | 'form';
  language: Language;
  topic: string | null;
  agent_name: string | null;
  at: Timestamp;
  /** Seconds or the score, where the figure has one. */
  value: number;
}
export interface FactPage { rows: Fact[]; next: string | null }

export interface GuidedFigures { key: string; begun: number; ended: number; solved: number; handed_over: number }
export interface GuidedReport extends Span {
  before_from: string;
  total: GuidedFigures;
  before: GuidedFigures;
  days: GuidedFigures[];
  flows: GuidedFigures[];
}

export interface WallQueue {
  id: Id | null;
  name_en: string | null;
  name_zh: string | null;
  open: number;
  waiting: number;
  waiting_since: Timestamp | null;
}
export interface Wall {
  at: Timestamp;
  open: number;
  waiting: number;
  unassigned: number;
  overdue: number;
  agents: number;
  waiting_since: Timestamp | null;
  opened: number;
  answered: number;
  resolved: number;
  queues: WallQueue[];
}

export const readReport = (http: Http, span: Span, filters: Filters, by?: Grouping) =>
  http.call<Report>('GET', v1 + query({ ...span, ...filters, by }));
export const readOwnFigures = (http: Http) => http.call<OwnReport>('GET', v1 + '/own');
export const reportFile = (http: Http, span: Span, filters: Filters, by?: Grouping) =>
  http.send('GET', v1 + '/csv' + query({ ...span, ...filters, by }));
export const listFacts = (http: Http, span: Span, filters: Filters, figure: FactKind, score?: number, cursor?: string) =>
  http.call<FactPage>('GET', v1 + '/conversations' + query({ ...span, ...filters, figure, score, cursor }));
export const readGuidedReport = (http: Http, span: Span, language?: Language) =>
  http.call<GuidedReport>('GET', v1 + '/guided' + query({ ...span, language }));
export const readWall = (http: Http) => http.call<Wall>('GET', v1 + '/live');

export const SCORES = [1, 2, 3, 4, 5] as const;
export const rate = (http: Http, conversation: Id, draft: { client_id: string; score: number; words?: string }) =>
  http.call<Entry>('POST', `/api/v1/conversations/${conversation}/rating`, draft);
