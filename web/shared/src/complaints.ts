// Complaints, as types and calls: the register, one complaint beside its conversation, the report of a year.
import { query, type Http, type Id, type Language, type Timestamp } from './api';

export const SERVICES = ['custody', 'trading_platform', 'exchange', 'execution', 'placing', 'transmission', 'advice', 'portfolio', 'transfer', 'other'] as const;
export type Service = (typeof SERVICES)[number];
export const COMPLAINT_TOPICS = ['delay', 'access', 'security', 'fees', 'execution', 'deposit', 'withdrawal', 'information', 'conduct', 'other'] as const;
export type ComplaintTopic = (typeof COMPLAINT_TOPICS)[number];
export const STAGES = ['received', 'acknowledged', 'admissible', 'inadmissible', 'investigated', 'answered', 'closed'] as const;
export type Stage = (typeof STAGES)[number];
export type Outcome = 'upheld' | 'partly_upheld' | 'rejected' | 'inadmissible' | 'withdrawn';
export type StepKind = 'registered' | 'corrected' | 'acknowledged' | 'decided' | 'investigated' | 'points' | 'extended' | 'answered' | 'closed';
export const POSITIONS = ['accepted', 'partly', 'rejected'] as const;
export type Position = (typeof POSITIONS)[number];
export type Due = 'in_time' | 'due_soon' | 'late' | 'over';

export const LONGEST_TEXT = 8000;
export const LONGEST_LINE = 300;
export const MOST_DOCUMENTS = 50;
export const MOST_POINTS = 50;

export interface ComplaintDocument { id: Id; name: string }
export interface Representative { name: string; address?: string | null; phone?: string | null; email?: string | null; power: ComplaintDocument[] }
export interface Details {
  name?: string | null;
  client_reference?: string | null;
  address?: string | null;
  phone?: string | null;
  email?: string | null;
  representative?: Representative | null;
  service_reference?: string | null;
  /** A language that is none of ours. */
  written_in?: string | null;
  subject: string;
  description: string;
  event_dates?: string | null;
  damage?: string | null;
  comments?: string | null;
  documents: ComplaintDocument[];
}
export interface Point { claim: string; position: Position | null; reasons: string }

export interface ComplaintStep {
  seq: number;
  kind: StepKind;
  at: Timestamp;
  /** null: its complainant, by the form. */
  by: { id: Id; name: string } | null;
  data: {
    admissible?: boolean | null;
    due_on?: string;
    before?: string;
    late?: boolean;
    outcome?: Outcome | null;
    service?: Service;
    topic?: ComplaintTopic;
    language?: Language;
    /** Names of details: what is masked looks the same before and after. */
    changed?: string[];
  };
  words: { reasons?: string; finding?: string; reason?: string; before?: Details | Point[] } | null;
  letter: string | null;
  /** null beside a letter: it has not gone out. */
  letter_seq: number | null;
}
export interface Complaint {
  id: Id;
  conversation_id: Id;
  reference: string;
  language: Language;
  by_form: boolean;
  service: Service;
  topic: ComplaintTopic;
  stage: Stage;
  outcome: Outcome | null;
  due: Due;
  received_on: string;
  limit_on: string;
  due_on: string;
  received_at: Timestamp;
  registered_at: Timestamp;
  due_at: Timestamp;
  acknowledge_by: Timestamp;
  acknowledged_at: Timestamp | null;
  decided_at: Timestamp | null;
  investigated_at: Timestamp | null;
  answered_at: Timestamp | null;
  closed_at: Timestamp | null;
  /** null: its customer was erased. */
  details: Details | null;
  points: Point[];
  points_by: Id | null;
  revision: number;
  steps: ComplaintStep[];
}

const v1 = '/api/v1/complaints';
const at = (conversation: Id, more = '') => '/api/v1/conversations/' + conversation + '/complaint' + more;

export interface NewComplaint { client_id: string; language: Language; service: Service; topic: ComplaintTopic; details: Details; received_seq?: number }
/** What is not named stays; an empty text takes one away. */
export type ChangedDetails = Partial<Omit<Details, 'representative'>> & { representative?: Partial<Representative> };
export interface Correction {
  client_id: string;
  revision: number;
  reason: string;
  language?: Language;
  service?: Service;
  topic?: ComplaintTopic;
  details?: ChangedDetails;
}
export type TakenKind = 'acknowledged' | 'decided' | 'investigated' | 'extended' | 'answered' | 'closed';
export interface TakeStep { client_id: string; revision: number; kind: TakenKind; admissible?: boolean; reasons?: string; finding?: string; until?: string }

/** null: it is not registered as one. */
export const readComplaint = async (http: Http, conversation: Id) => (await http.call<{ complaint: Complaint | null }>('GET', at(conversation))).complaint;
export const registerComplaint = (http: Http, conversation: Id, wanted: NewComplaint) => http.call<Complaint>('POST', at(conversation), wanted);
export const correctComplaint = (http: Http, conversation: Id, wanted: Correction) => http.call<Complaint>('PATCH', at(conversation), wanted);
export const setPoints = (http: Http, conversation: Id, wanted: { client_id: string; revision: number; points: readonly Point[] }) =>
  http.call<Complaint>('PUT', at(conversation, '/points'), wanted);
export const takeStep = (http: Http, conversation: Id, wanted: TakeStep) => http.call<Complaint>('POST', at(conversation, '/steps'), wanted);
export const previewLetter = (http: Http, conversation: Id, wanted: TakeStep) => http.call<{ body: string }>('POST', at(conversation, '/preview'), wanted);
export const sendLetter = (http: Http, conversation: Id, seq: number) => http.call<Complaint>('POST', at(conversation, '/letters'), { seq });

export interface RegisterRow {
  conversation_id: Id;
  reference: string;
  /** null: erased, or over and not open to whoever asks. */
  subject: string | null;
  language: Language;
  service: Service;
  topic: ComplaintTopic;
  stage: Stage;
  outcome: Outcome | null;
  due: Due;
  unsent: boolean;
  received_on: string;
  due_on: string;
  received_at: Timestamp;
  due_at: Timestamp;
}
export interface RegisterPage { rows: RegisterRow[]; next: string | null; years: number[]; open: number; due_soon: number; late: number; unacknowledged: number }
export interface RegisterFilters { year?: number; stage?: Stage | 'open'; due?: 'due_soon' | 'late'; cursor?: string }
export const listComplaints = (http: Http, filters: RegisterFilters) => http.call<RegisterPage>('GET', v1 + query({ ...filters }));

export interface TableFile { name: string; text: string }
export const takeRegister = (http: Http, year: number) => http.call<TableFile>('GET', v1 + '/register' + query({ year }));

export interface NamedCount { name: string; count: number }
export interface ComplaintReport {
  year: number;
  zone: string;
  at: Timestamp;
  received: number;
  answered: number;
  open: number;
  missed: number;
  extended: number;
  beyond_two_months: number;
  acknowledged_late: number;
  times: { step: 'acknowledged' | 'decided' | 'investigated' | 'answered' | 'closed'; count: number; mean_hours: number | null }[];
  months: NamedCount[];
  topics: NamedCount[];
  services: NamedCount[];
  outcomes: NamedCount[];
  stages: NamedCount[];
  languages: NamedCount[];
}
export const readComplaintReport = (http: Http, year: number) => http.call<ComplaintReport>('GET', v1 + '/report' + query({ year }));
export const takeReport = (http: Http, year: number) => http.call<TableFile>('GET', v1 + '/report/file' + query({ year }));

export interface ComplaintTerms { zone: string; contact_en: string; contact_zh: string; remedies_en: string; remedies_zh: string; revision: number }
export const readTerms = (http: Http) => http.call<ComplaintTerms>('GET', v1 + '/terms');
export const setTerms = (http: Http, terms: ComplaintTerms) => http.call<ComplaintTerms>('PUT', v1 + '/terms', terms);

/** The program notes: it was registered, or something of it is due. */
export interface ComplaintData {
  complaint: { event: 'registered' | 'unacknowledged' | 'due_soon' | 'late'; reference: string; due_on: string };
}
