// Finding conversations by what was said in them, and what is related to one, as types and calls.
import { query, type AuthorKind, type EntryKind, type Http, type Id, type InboxRow, type Timestamp } from './api';

const v1 = '/api/v1/';

export interface SearchFilters {
  status?: 'active' | 'new' | 'open' | 'waiting' | 'resolved';
  topic?: string;
  channel?: string;
  language?: string;
  tag?: string;
  queue_id?: Id;
  /** Somebody's id, `me` or `nobody`. */
  assignee?: string;
  from?: Timestamp;
  to?: Timestamp;
}

export interface Piece { text: string; marked: boolean }
export interface Match {
  seq: number;
  kind: EntryKind;
  author_kind: AuthorKind;
  posted_at: Timestamp;
  /** null: the conversation is not open to whoever asked. */
  snippet: Piece[] | null;
}
export interface FoundRow { row: InboxRow; match: Match }
/** `partial`: it took long; what there is more is found from `next` on. */
export interface FoundPage { rows: FoundRow[]; next: string | null; partial: boolean }

export const LONGEST_QUESTION = 200;

export const searchConversations = (http: Http, q: string, filters: SearchFilters, cursor: string | null, signal?: AbortSignal) =>
  http.call<FoundPage>('GET', v1 + 'conversations/search' + query({ q, ...filters, ...(cursor === null ? {} : { cursor }) }), undefined, signal);

export interface Reason { kind: 'customer' | 'incident' | 'transaction' | 'address' | 'reference'; value: string | null }
export interface RelatedRow { row: InboxRow; reasons: Reason[] }

export const listRelated = (http: Http, id: Id) => http.call<{ rows: RelatedRow[] }>('GET', v1 + 'conversations/' + id + '/related');
