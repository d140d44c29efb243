// Guided answers as types and calls: a run as it is shown, a flow as staff see it, a case as it was told.
import { query, type Http, type Id, type Language, type Timestamp } from './api';

/** How surely we know who asks, weakest first. */
export type Assurance = 'nobody' | 'address' | 'session' | 'step_up';
export type Topic = 'sign_in' | 'security' | 'withdrawal' | 'deposit' | 'theft' | 'complaint' | 'other';
export type StepKind = 'choice' | 'typed' | 'look_up' | 'act' | 'explain' | 'hand_over';
export type InputKind = 'text' | 'error_text' | 'email' | 'address' | 'transaction_id' | 'site_or_handle' | 'amount_asset' | 'date';
export type Outcome = 'answered' | 'solved' | 'waiting' | 'person';
export type RunState = 'asking' | 'proving' | 'acting' | 'ended' | 'handed_over' | 'expired';
export type ProofMethod = 'sign_in' | 'code' | 'step_up';

export interface AnswerView { id: string; label: string; hint: string | null }
/** One of the three: a page of ours, an article's slug, a flow's name. */
export interface LinkView { to: string | null; article: string | null; flow: string | null; label: string }
export interface StepView {
  id: string;
  kind: StepKind;
  text: string;
  /** Of an explanation and a handing over; the server made it safe. */
  html: string | null;
  help: string | null;
  answers: AnswerView[];
  input: InputKind | null;
  optional: boolean;
  needs: Assurance | null;
  links: LinkView[];
  /** Of an explanation that staff look at: what they may pass on, plain. */
  for_customer: string | null;
}
export interface ProvingView { need: Assurance; methods: ProofMethod[]; sent: boolean; masked: string | null; can_skip: boolean; again: boolean }
export interface TrailView { seq: number; step: string; question: string; answer: string; at: Timestamp; can_change: boolean }
/** An explanation that was read, in its place among the lines of the trail. */
export interface ReadView { seq: number; step: string; text: string; html: string }
export interface FieldView { name: string; label: string; type: 'time' | 'text' | 'number' | 'list'; value: unknown; text: string }
export interface FactView {
  name: string;
  label: string;
  /** null: it could not be looked up. */
  value: string | null;
  value_label: string;
  fields: FieldView[];
  at: Timestamp;
}
export interface IntakeView { field: string; known: string | null }
export interface EndingView { outcome: Outcome; text: string; html: string; links: LinkView[]; intake: IntakeView[]; urgent: boolean; for_customer: string | null }
export interface RunView {
  id: Id;
  flow: string;
  version: number;
  title: string;
  topic: Topic;
  language: Language;
  channel: 'site' | 'chat' | 'staff' | 'mail';
  state: RunState;
  assurance: Assurance;
  step: StepView | null;
  proving: ProvingView | null;
  trail: TrailView[];
  read: ReadView[];
  facts: FactView[];
  ending: EndingView | null;
  solved: boolean | null;
  conversation_id: Id | null;
  can_go_back: boolean;
  secret_removed: boolean;
  progress: { answered: number; left: number };
  started_at: Timestamp;
  moved_at: Timestamp;
}
export interface FlowListed { name: string; version: number; topic: Topic; title: string; summary: string }

// The case --------------------------------------------------------------------------------------------------------------

export interface CaseField { name: string; value: string }
export interface CaseDiagnosis {
  run_id: Id;
  flow: string;
  version: number;
  outcome: Outcome | null;
  trail: TrailView[];
  facts: FactView[];
}
export interface Case {
  topic: Topic;
  urgent: boolean;
  fields: CaseField[];
  /** Asked for and left empty. */
  missing: string[];
  assurance: Assurance;
  reach: string | null;
  /** Masked. */
  email: string | null;
  diagnosis: CaseDiagnosis | null;
}
export interface ToldCase { told: Case | null; at: Timestamp | null }

// A flow as staff see it ------------------------------------------------------------------------------------------------

export interface DiagramStep {
  id: string;
  kind: StepKind;
  text: string;
  /** Of the fact or act. */
  name: string | null;
  /** Of an end. */
  outcome: Outcome | null;
  line: number;
  reached: number;
  /** Runs that nobody went on with from here. */
  stopped: number;
  solved: number;
  not_solved: number;
}
export interface DiagramEdge { from: string; to: string; branch: string; label: string; runs: number }
export interface Diagram {
  name: string;
  version: number;
  hash: string;
  title: string;
  start: string;
  days: number;
  runs: number;
  ended: number;
  handed_over: number;
  solved: number;
  not_solved: number;
  steps: DiagramStep[];
  edges: DiagramEdge[];
}

// A new version, tried on the runs that were ------------------------------------------------------------------------------

/** As many bytes as a file may have. */
export const LARGEST_FLOW = 512 * 1024;
export interface Mistake { file: string; line: number; code: string; what: string }
/** `branch` is empty at the last step of a way. */
export interface ReplayTurn { step: string; branch: string }
export interface ReplayedRun { id: Id; at: Timestamp; was: ReplayTurn[]; now: ReplayTurn[] }
export interface ReplayChange {
  result: 'other_end' | 'answer_gone' | 'not_asked' | 'fact_missing';
  /** Where the run ended or stopped, and where it would, or is stuck. */
  was: string;
  now: string;
  /** The last step on both ways, with the branch of each; empty where they begin at different ones. */
  parts_at: string;
  branch_was: string;
  branch_now: string;
  runs: number;
  examples: ReplayedRun[];
}
export interface Replay {
  /** Of the file; then nothing was tried. */
  mistakes: Mistake[];
  days: number;
  runs: number;
  same: number;
  other: number;
  stuck: number;
  changes: ReplayChange[];
  /** The new version, without counts. */
  flow: Diagram | null;
}

// Calls of staff --------------------------------------------------------------------------------------------------------

const v1 = '/api/v1/';
const run = (id: Id) => v1 + 'diagnoses/' + id;

export const listFlows = (http: Http, language: Language) => http.call<{ flows: FlowListed[] }>('GET', v1 + 'flows' + query({ language }));
export const getDiagram = (http: Http, flow: string, language: Language, days: number) =>
  http.call<Diagram>('GET', v1 + 'flows/' + encodeURIComponent(flow) + query({ language, days }));
export const replayFlow = (http: Http, what: { flow: string; text: string; days: number; language: Language }) =>
  http.call<Replay>('POST', v1 + 'flows/replay', what);
export const getCase = (http: Http, conversation: Id) => http.call<ToldCase>('GET', v1 + 'conversations/' + conversation + '/case');

export const startRunFor = (http: Http, conversation: Id, flow: string, language: Language) =>
  http.call<RunView>('POST', v1 + 'conversations/' + conversation + '/diagnoses', { flow, language });
export const readRun = (http: Http, id: Id, language: Language) => http.call<RunView>('GET', run(id) + query({ language }));
// Staff are known by their session: the run's own token is left empty.
export const answerRun = (http: Http, id: Id, step: string, given: { answer?: string; text?: string }) =>
  http.call<RunView>('POST', run(id) + '/answer', { token: '', step, ...given });
export const backInRun = (http: Http, id: Id, step: string, to?: number) =>
  http.call<RunView>('POST', run(id) + '/back', { token: '', step, ...(to === undefined ? {} : { to }) });
export const actInRun = (http: Http, id: Id, step: string, choice: 'yes' | 'no') =>
  http.call<RunView>('POST', run(id) + '/act', { token: '', step, choice });
