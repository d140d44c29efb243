// The public interface of the desk as types, and the one way to call it.
import type { Case } from './diagnosis';
import type { RevealData } from './insiders';
import type { ComplaintData } from './complaints';
import type { Planned } from './mail';
import type { ClockData } from './service-levels';
import type { LinkData } from './ties';

export type Language = 'zh-CN' | 'en';
export type Id = string;
/** RFC 3339 in UTC. */
export type Timestamp = string;

export type ConversationStatus = 'new' | 'open' | 'waiting' | 'resolved';
/** `intake`: a case as the customer told it; its body is what happened in their words. `reveal`: staff looked at a personal field; the customer sees it, too. */
export type EntryKind = 'message' | 'note' | 'assignment' | 'state' | 'intake' | 'handling' | 'reveal' | 'rating' | 'link';
export type AuthorKind = 'customer' | 'agent' | 'system';
/** agent, supervisor, admin; a role of the desk's own: its id. */
export type Role = string;

export interface Author { kind: AuthorKind; id: Id | null; name: string | null }
export interface Person { id: Id; name: string }
/** `code`: by which the customer checks that this agent really answers; none was made in older entries. */
export interface Assignee extends Person { code?: string | null }
export interface Waiting { known: boolean; low_seconds: number | null; high_seconds: number | null; sample: number }
export interface Queue { place: number; waiting: Waiting }
/** A secret that the server took out: `at` is the code-point offset of its marker in `body`. */
export interface Removed { kind: string; at: number }

export interface Attachment {
  id: Id;
  name: string;
  media_type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  thumbnail: boolean;
  scan: 'not_configured' | 'pending' | 'clean' | 'infected';
}

export interface Conversation {
  id: Id;
  reference: string;
  status: ConversationStatus;
  language: Language;
  topic: string | null;
  last_seq: number;
  /** `user`: of a platform that vouches for them; `account`: holds an account here; `correspondent`: writes letters, under any name. */
  customer: { id: Id; kind: 'visitor' | 'user' | 'account' | 'correspondent'; name: string | null };
  assignee: Assignee | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  customer_seen_seq: number;
  staff_seen_seq: number;
  queue: Queue | null;
  /** How the desk handles it; staff only. */
  handling?: Handling | null;
}

export const TOPICS = ['sign_in', 'security', 'withdrawal', 'deposit', 'theft', 'complaint', 'other'] as const;
export type Topic = (typeof TOPICS)[number];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];
export type FieldValue = string | number | boolean;

export interface Handling {
  channel: 'chat' | 'email' | 'form';
  priority: Priority;
  queue_id: Id | null;
  /** Sorted. */
  tags: string[];
  fields: Record<string, FieldValue>;
  snoozed_until: Timestamp | null;
}
/** What is not named stays as it is. */
export interface ChangeHandling {
  topic?: Topic;
  priority?: Priority;
  queue_id?: Id;
  add_tags?: string[];
  remove_tags?: string[];
  /** null clears one. */
  fields?: Record<string, FieldValue | null>;
  snoozed_until?: Timestamp;
  clear?: ('topic' | 'queue_id' | 'snoozed_until')[];
}
/** What acted when no person did. */
export interface Program { kind: string; id: Id | null; name: string | null }
type Handled = Partial<Omit<Handling, 'channel'>> & { topic?: Topic | null };
export interface HandlingData { set: Handled; before: Handled; by?: Program }

export interface AssignmentData { assignee: Assignee | null; previous: Person | null; by?: Program }
/** Of an answer that takes its conversation. */
export interface TakingData { assignee: Assignee }
export interface StateData { from: ConversationStatus; to: ConversationStatus; by?: Program }

/** What a message keeps of the letter that it was. */
export interface Letter {
  id: Id;
  /** Empty where it names no address that can be answered. */
  from: string;
  /** null: still the conversation's. */
  subject: string | null;
  /** Whether its sender's own domain sent it: `unknown` where no server that we trust said so. */
  belief: 'unknown' | 'believed' | 'refuted';
  /** There is more to see than its words. */
  has_html: boolean;
  /** Names of files. */
  not_taken: string[];
  /** History and signature below its words. */
  quoted: string;
  /** Pictures within it, by the name that it gives them. */
  cids?: { content_id: string; attachment: Id }[];
  /** Where the letter tells the case or adds to it: the case, as far as the program could read it. */
  case?: Case;
}
export interface LetterData { letter: Letter }
/** The program notes: the letter before names this other conversation, and its sender is not in it. */
export interface RelatedData { related: { id: Id; reference: string } }
/** The program notes: an automatic reply came from this address. */
export interface AutomaticData { automatic: string }
/** The program notes: whoever waits could be answered by nobody who works here. */
export interface UnanswerableData { routing: { nobody_answers: Language; queue_id: Id } }
/** The program notes: an answer was not posted when it was due, and waits there until somebody looks. */
export interface HeldData { planned: { held: NonNullable<Planned['held']>; author: string; of: { id: Id; reference: string } } }
/** The program notes: a guided answer that a letter of ours offered came to its end. */
export interface DiagnosedData { diagnosis: { flow: string; title: string; outcome: string; run_id: Id } }

/** A note that names colleagues. */
export interface MentionsData { mentions: Person[] }

/** How its customer found it went; their words, where there are any, are the entry's body. */
export interface RatingData { score: 1 | 2 | 3 | 4 | 5 }

/** The program notes: an incident stopped its clocks, or lets them go on. */
export interface IncidentData {
  incident: { id: Id; reference: string; title_en: string; title_zh: string };
  event: 'joined' | 'again' | 'left' | 'resolved';
  clocks?: 'hold' | 'go_on';
}
/** The program notes: a rule says so; an answer that went to everybody in an incident. */
export interface RuleNoteData { by: Program }

interface EntryBase {
  conversation_id: Id;
  seq: number;
  author: Author;
  body: string;
  attachments: Attachment[];
  internal: boolean;
  client_id: string;
  posted_at: Timestamp;
  removed: Removed[];
  /** The conversation's status after this entry. */
  status: ConversationStatus;
}
export type Entry =
  | (EntryBase & { kind: 'message' | 'note'; data: TakingData | LetterData | RelatedData | AutomaticData | DiagnosedData | UnanswerableData | HeldData | ClockData | ComplaintData | RuleNoteData | IncidentData | MentionsData | null })
  | (EntryBase & { kind: 'assignment'; data: AssignmentData })
  | (EntryBase & { kind: 'state'; data: StateData })
  | (EntryBase & { kind: 'intake'; data: Case })
  | (EntryBase & { kind: 'handling'; data: HandlingData })
  | (EntryBase & { kind: 'rating'; data: RatingData })
  | (EntryBase & { kind: 'link'; data: LinkData })
  | (EntryBase & { kind: 'reveal'; data: RevealData });

export interface EntryPage { entries: Entry[]; last_seq: number }

export interface Staff {
  id: Id;
  email: string;
  name: string;
  public_name: string;
  role: Role;
  /** Of a role of the desk's own. */
  role_name_en: string | null;
  role_name_zh: string | null;
  /** null: as the browser asks. */
  language: Language | null;
  permissions: string[];
}
export interface StaffRow {
  id: Id;
  name: string;
  public_name: string;
  role: Role;
  role_name_en: string | null;
  role_name_zh: string | null;
  active: boolean;
  online: boolean;
  email?: string;
}

export interface Preview {
  author_kind: AuthorKind;
  author_name: string | null;
  body: string;
  kind: EntryKind;
  posted_at: Timestamp;
  attachments: number;
}
/** The clock that is due next, or overdue longest. */
export interface NextDue {
  kind: 'first_answer' | 'next_answer' | 'resolution';
  due_at: Timestamp;
  state: 'running' | 'warned' | 'breached';
}
export interface InboxRow {
  conversation: Conversation;
  preview: Preview | null;
  last_customer_seq: number;
  waiting_since: Timestamp | null;
  seen_seq: number | null;
  next_due: NextDue | null;
}
/** Active ones; those that are snoozed count as that only. */
export interface Counts { mine: number; unassigned: number; all: number; snoozed: number }
export interface InboxPage { rows: InboxRow[]; next: string | null; counts: Counts }
export interface InboxQuery {
  view: 'mine' | 'unassigned' | 'all' | 'snoozed';
  status: 'active' | 'resolved';
  cursor?: string;
  limit?: number;
}

export interface VisitorSession { visitor_id: Id; token: string; expires_at: Timestamp }
export interface CustomerSession { customer_id: Id; token: string; name: string | null; expires_at: Timestamp }
export interface StaffSession { staff: Staff; token: string; expires_at: Timestamp }
export interface WaitingNow { agents_online: boolean; waiting: Waiting }

export interface NewConversation { client_id: string; language: Language; topic?: string; body?: string }
export interface NewEntry {
  client_id: string;
  body: string;
  attachments?: Id[];
  internal?: boolean;
  /** The last seq the agent had seen: the server refuses when a colleague answered after it. */
  answering?: number;
  /** Colleagues whom a note names. */
  mentions?: Id[];
}

const FILES_PER_ENTRY = 10;

/** Files as the entries that carry them; the first one carries the words and may have none. */
export function byEntry<Item>(files: readonly Item[]): Item[][] {
  const entries = [files.slice(0, FILES_PER_ENTRY)];
  for (let from = FILES_PER_ENTRY; from < files.length; from += FILES_PER_ENTRY) entries.push(files.slice(from, from + FILES_PER_ENTRY));
  return entries;
}

/** "Give me the newest page": larger than any seq. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

/** A refused or failed call. `code` is stable; 'network' and 'timeout' mean that the server may not have heard us. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status = 0,
    readonly field: string | null = null,
    /** Seconds the server asked us to wait. */
    readonly retryAfter: number | null = null,
    readonly requestId: string | null = null,
    /** The words of another server, where it is one that refused. */
    readonly detail: string | null = null,
  ) {
    super(code);
  }

  /** Whether the same call may succeed later without the person doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => ({}))) as {
    code?: string; field?: string; request_id?: string; retry_after?: number; detail?: string;
  };
  const wait = told.retry_after ?? (Number(response.headers.get('retry-after')) || null);
  return new Problem(told.code ?? 'http.' + response.status, response.status, told.field, wait, told.request_id, told.detail);
}

/** The token of who is known by the page's own cookie. */
export const BY_COOKIE = '';

export interface HttpOptions {
  /** The desk's origin; '' for the page's own. */
  base: string;
  /** The bearer token of this moment. Without it, or with BY_COOKIE, the page's cookie speaks. */
  token?: () => string | null | Promise<string | null>;
  timeout?: number;
  /** Called with a 401 that came although we were signed in; true means "there is a fresh session, try once more". */
  renew?: () => Promise<boolean>;
}

/** Calls the desk: JSON in and out, a time limit on each call, Problem on everything that is not a success. */
export class Http {
  constructor(private readonly options: HttpOptions) {}

  async call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const response = await this.send(method, path, body, signal);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async send(method: string, path: string, body?: unknown, signal?: AbortSignal, renewed = false): Promise<Response> {
    const { base, token, timeout = 15_000, renew } = this.options;
    const headers: Record<string, string> = { accept: 'application/json' };
    const bearer = await token?.();
    if (bearer) headers.authorization = 'Bearer ' + bearer;
    if (body !== undefined) headers['content-type'] = 'application/json';

    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeout);
    const stop = () => limit.abort();
    signal?.addEventListener('abort', stop);
    try {
      const response = await fetch(base + path, {
        method,
        headers,
        credentials: token && bearer !== BY_COOKIE ? 'omit' : 'same-origin',
        signal: limit.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return response;
      if (response.status === 401 && renew && !renewed && (await renew())) {
        return await this.send(method, path, body, signal, true);
      }
      throw await problemOf(response);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(signal?.aborted ? 'cancelled' : limit.signal.aborted ? 'timeout' : 'network');
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }
}

const v1 = '/api/v1/';
const conversation = (id: Id) => v1 + 'conversations/' + id;

export function query(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length ? `?${String(new URLSearchParams(given.map(([key, value]) => [key, String(value)])))}` : '';
}

// Who
export const startVisitor = (http: Http, language: Language) =>
  http.call<VisitorSession>('POST', v1 + 'visitors', { language });
export const startCustomer = (http: Http, token: string) =>
  http.call<CustomerSession>('POST', v1 + 'customers/sessions', { token });
export const signOutStaff = (http: Http) => http.call<void>('DELETE', v1 + 'staff/sessions/current');
export const listStaff = (http: Http) => http.call<{ staff: StaffRow[] }>('GET', v1 + 'staff');
export const addStaff = (http: Http, person: { email: string; name: string; public_name: string; role: Role }) =>
  http.call<{ staff: StaffRow; setup_link: string }>('POST', v1 + 'staff', person);
export const changeStaff = (
  http: Http, id: Id, change: { role?: Role; active?: boolean; name?: string; public_name?: string },
) => http.call<StaffRow>('PATCH', v1 + 'staff/' + id, change);

// Conversations
export const startConversation = (http: Http, draft: NewConversation) =>
  http.call<Conversation>('POST', v1 + 'conversations', draft);
export const listConversations = (http: Http) =>
  http.call<{ conversations: Conversation[] }>('GET', v1 + 'conversations');
export const getConversation = (http: Http, id: Id) => http.call<Conversation>('GET', conversation(id));
export const listEntries = (http: Http, id: Id, page: { after?: number; before?: number; limit?: number }) =>
  http.call<EntryPage>('GET', conversation(id) + '/entries' + query(page));
export const postEntry = (http: Http, id: Id, draft: NewEntry) =>
  http.call<Entry>('POST', conversation(id) + '/entries', draft);
export const assign = (http: Http, id: Id, assignee_id: Id | null, client_id: string) =>
  http.call<Entry>('POST', conversation(id) + '/assignee', { assignee_id, client_id });
/** `answering`: up to where one had read; refused where the customer has written since. */
export const setStatus = (http: Http, id: Id, status: Exclude<ConversationStatus, 'new'>, client_id: string, answering?: number) =>
  http.call<Entry>('POST', conversation(id) + '/status', { status, client_id, ...(answering !== undefined && { answering }) });
export const markSeen = (http: Http, id: Id, seq: number) => http.call<void>('POST', conversation(id) + '/seen', { seq });
export const getWaiting = (http: Http) => http.call<WaitingNow>('GET', v1 + 'waiting');

// Desk
export const listInbox = (http: Http, wanted: InboxQuery, signal?: AbortSignal) =>
  http.call<InboxPage>('GET', v1 + 'inbox' + query(wanted), undefined, signal);

// Files
export const attachmentPath = (id: Id, thumbnail = false) =>
  v1 + 'attachments/' + id + (thumbnail ? '/thumbnail' : '');
export const uploadPath = (id: Id, name: string) => conversation(id) + '/attachments' + query({ name });

/** A fresh idempotency key: a retry must repeat it. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(15)), (byte) => byte.toString(36).padStart(2, '0')).join('');
}
