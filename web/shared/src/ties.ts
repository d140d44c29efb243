// Conversations tied to each other, who follows them, and what each member of the staff is told of.
import { newClientId, query, type Attachment, type Author, type ConversationStatus, type EntryKind, type Http, type Id, type Person, type Timestamp, type Topic } from './api';

/** The other conversation, without a word of it. */
export interface TiedTo { id: Id; reference: string; status: ConversationStatus; topic: string | null; same_customer: boolean }
export type TieKind = 'related' | 'merged' | 'split';
/** What the other one is to this one: `into`: where this one went; `to`: what came of this one; `from`: the other way round. */
export type TieRole = 'with' | 'into' | 'from' | 'to';
export interface Tie {
  id: Id;
  kind: TieKind;
  role: TieRole;
  other: TiedTo;
  made_at: Timestamp;
  made_by: Person;
  ended_at: Timestamp | null;
}
/** What a tie would come to; a code where it would be refused. */
export interface TiePreview { other: TiedTo; why_not_related: string | null; why_not_merged: string | null }

/** What their customer had said, as the new one of a split keeps it. */
export interface Quote { seq: number; body: string; attachments: Attachment[]; posted_at: Timestamp }
/** Of an entry of kind `link`. */
export interface LinkData {
  act: 'linked' | 'unlinked' | 'merged' | 'unmerged' | 'split' | 'wrote';
  role: TieRole;
  other: { id: Id; reference: string };
  seqs?: number[];
  quoted?: Quote[];
  /** What it made of this conversation. */
  becomes?: { status: ConversationStatus; waits_since: Timestamp | null };
}

const v1 = '/api/v1/';
const of = (id: Id) => v1 + 'conversations/' + id;

export const listTies = (http: Http, id: Id) => http.call<{ ties: Tie[] }>('GET', of(id) + '/ties');
export const previewTie = (http: Http, id: Id, reference: string) => http.call<TiePreview>('GET', of(id) + '/tie-preview' + query({ reference }));
export const makeTie = (http: Http, id: Id, tie: { kind: 'related' | 'merged'; reference: string; message?: string }, client_id = newClientId()) =>
  http.call<Tie>('POST', of(id) + '/ties', { ...tie, client_id });
export const endTie = (http: Http, id: Id, tie: Id) => http.call<Tie>('DELETE', of(id) + '/ties/' + tie);
export const splitConversation = (http: Http, id: Id, split: { seqs: number[]; message: string; topic?: Topic; answered: boolean }, client_id = newClientId()) =>
  http.call<Tie>('POST', of(id) + '/split', { ...split, client_id });

// Followers
export interface FollowerList { followers: Person[] }
export const listFollowers = (http: Http, id: Id) => http.call<FollowerList>('GET', of(id) + '/followers');
export const follow = (http: Http, id: Id) => http.call<FollowerList>('PUT', of(id) + '/following');
export const unfollow = (http: Http, id: Id) => http.call<FollowerList>('DELETE', of(id) + '/following');
export const addFollower = (http: Http, id: Id, who: Id) => http.call<FollowerList>('PUT', of(id) + '/followers/' + who);
export const removeFollower = (http: Http, id: Id, who: Id) => http.call<FollowerList>('DELETE', of(id) + '/followers/' + who);

// Notices
export interface Notice {
  id: Id;
  why: 'mentioned' | 'assigned' | 'woken' | 'followed';
  conversation_id: Id;
  reference: string;
  topic: string | null;
  seq: number;
  kind: EntryKind;
  by: Author;
  at: Timestamp;
  read_at: Timestamp | null;
}
export interface NoticePage { notices: Notice[]; next: string | null; unread: number }
/** Exactly one of them. */
export type MarkRead = { ids: Id[] } | { until: Timestamp } | { conversation_id: Id };

export const listNotices = (http: Http, range: { unread?: 1; cursor?: string } = {}) => http.call<NoticePage>('GET', v1 + 'notices' + query(range));
export const markNoticesRead = (http: Http, which: MarkRead) => http.call<{ unread: number }>('POST', v1 + 'notices/read', which);
