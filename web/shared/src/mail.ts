// E-mail at the desk, as types and calls: how it fares, letters that were set aside, mailboxes, addresses, a letter sent round, answers that wait.
import { query, type Http, type Id, type Language, type Letter, type Removed, type Timestamp } from './api';
import type { Attempt, LetterDelivery } from './staff';

export type Belief = Letter['belief'];

export interface Outgoing {
  configured: boolean;
  queued: number;
  deferred: number;
  /** Of those that wait. */
  oldest_at: Timestamp | null;
  bounced_today: number;
  suppressed: number;
}
export interface Incoming { waiting: number; quarantined: number; set_aside_week: number; last_at: Timestamp | null }
export type MailSignIn = 'password' | 'xoauth2';
export interface Mailbox {
  /** null: of the settings, so it cannot be removed here. */
  id: Id | null;
  name: string;
  url: string;
  folder: string;
  user: string;
  sign_in: MailSignIn;
  looked_at: Timestamp | null;
  letter_at: Timestamp | null;
  /** A code. */
  fault: string | null;
  fault_at: Timestamp | null;
}
/** A name and an address under which we write. */
export interface BrandWords {
  address: string;
  name_en: string;
  name_zh: string;
  acknowledgement_en: string;
  acknowledgement_zh: string;
  closing_en: string;
  closing_zh: string;
}
export interface Brand extends BrandWords { id: Id; changed_at: Timestamp }
export interface MailState {
  address: string;
  /** Empty: no server's word about senders is believed. */
  authserv_id: string;
  outgoing: Outgoing;
  incoming: Incoming;
  mailboxes: Mailbox[];
  brands: Brand[];
}

export interface NewMailbox {
  url: string;
  folder?: string;
  user: string;
  password?: string;
  oauth?: { token_url: string; client_id: string; client_secret: string; refresh_token: string; scope?: string };
  /** PEM: who vouches for the server, instead of the system's authorities. */
  authorities?: string;
}

export interface LetterWords { subject: string; text: string; html: string }
export interface BrandPreview { acknowledgement: LetterWords; answer: LetterWords }

export interface RoundStep {
  step: 'written' | 'accepted' | 'returned';
  state: 'waiting' | 'done' | 'failed';
  at: Timestamp | null;
  /** The server's words, or the mailbox's name. */
  detail: string | null;
}
export interface Round { id: Id; started_at: Timestamp; steps: RoundStep[]; belief: Belief | null; over: boolean }

export type ReceivedState = 'waiting' | 'read' | 'set_aside' | 'quarantined';
export type WhyAside =
  | 'report' | 'before_email' | 'same_letter' | 'own_letter' | 'automatic' | 'list' | 'spam' | 'unreadable' | 'faulty' | 'round';
export interface ReceivedRow {
  id: Id;
  received_at: Timestamp;
  /** null: it was handed to us. */
  mailbox: string | null;
  state: ReceivedState;
  why: WhyAside | null;
  sender: string | null;
  subject: string | null;
  /** Its bytes are still there. */
  kept: boolean;
  conversation_id: Id | null;
}
export interface ReceivedLetter {
  letter: ReceivedRow;
  headers: { name: string; value: string }[];
  text: string;
  /** There is HTML to look at. */
  has_page: boolean;
  links: { words: string; target: string }[];
  /** Pictures that were not fetched from elsewhere. */
  remote: number;
  files: { name: string; media_type: string; bytes: number }[];
  seal: 'none' | 'is_signed' | 'encrypted';
  has_calendar: boolean;
  raw_bytes: number;
  belief: Belief;
  spam_score: number | null;
}

/** How the letter of one of our messages fares. */
export interface AnswerDelivery extends Omit<LetterDelivery, 'id'> { seq: number; attempts: Attempt[] }

/** An answer that is posted when its time has come. */
export interface Planned {
  id: Id;
  conversation_id: Id;
  author: { id: Id; name: string };
  body: string;
  attachments: Id[];
  removed: Removed[];
  planned_at: Timestamp;
  due_at: Timestamp;
  /** Why it was not posted. */
  held: 'customer_wrote' | 'author_gone' | 'resolved' | 'answered' | 'refused' | null;
}
export interface NewPlanned {
  client_id: string;
  body: string;
  attachments?: Id[];
  /** None: as soon as it can no longer be taken back. */
  due_at?: Timestamp;
  seen_seq: number;
}

const v1 = '/api/v1/';
const mail = v1 + 'mail';
const planned = (id: Id) => `${v1}conversations/${id}/planned`;

/** Where a letter is looked at: by itself, or as part of a conversation. */
export const letterPath = (id: Id, conversation?: Id): string =>
  conversation === undefined ? `${mail}/letters/${id}` : `${v1}conversations/${conversation}/letters/${id}`;
/** Its HTML as a page of its own, for a frame. */
export const letterPagePath = (id: Id, conversation?: Id): string => letterPath(id, conversation) + '/page';

export const readMail = (http: Http) => http.call<MailState>('GET', mail);
export const addMailbox = (http: Http, mailbox: NewMailbox) => http.call<Mailbox>('POST', mail + '/mailboxes', mailbox);
export const removeMailbox = (http: Http, id: Id) => http.call<void>('DELETE', `${mail}/mailboxes/${id}`);
export const addBrand = (http: Http, words: BrandWords) => http.call<Brand>('POST', mail + '/brands', words);
export const changeBrand = (http: Http, id: Id, words: BrandWords) => http.call<Brand>('PUT', `${mail}/brands/${id}`, words);
export const removeBrand = (http: Http, id: Id) => http.call<void>('DELETE', `${mail}/brands/${id}`);
export const previewBrand = (http: Http, words: BrandWords, language: Language, signal?: AbortSignal) =>
  http.call<BrandPreview>('POST', mail + '/brands/preview', { brand: words, language }, signal);
export const startRound = (http: Http, language: Language) => http.call<Round>('POST', mail + '/rounds', { language });
export const readRound = (http: Http, id: Id) => http.call<Round>('GET', `${mail}/rounds/${id}`);
export const listReceived = (http: Http, page: { state: 'quarantined' | 'set_aside'; before?: Id; limit?: number }) =>
  http.call<{ letters: ReceivedRow[]; next: Id | null }>('GET', mail + '/letters' + query(page));
export const readReceived = (http: Http, id: Id, conversation?: Id) => http.call<ReceivedLetter>('GET', letterPath(id, conversation));
export const readAgain = (http: Http, id: Id, as_person: boolean) => http.call<ReceivedRow>('POST', letterPath(id) + '/read', { as_person });
export const dismissReceived = (http: Http, id: Id) => http.call<ReceivedRow>('POST', letterPath(id) + '/dismiss', {});

export const listDeliveries = (http: Http, conversation: Id) =>
  http.call<{ deliveries: AnswerDelivery[] }>('GET', `${v1}conversations/${conversation}/deliveries`);

export const planAnswer = (http: Http, conversation: Id, answer: NewPlanned) => http.call<Planned>('POST', planned(conversation), answer);
export const listPlanned = (http: Http, conversation: Id) => http.call<{ planned: Planned[] }>('GET', planned(conversation));
export const takeBackPlanned = (http: Http, conversation: Id, id: Id) => http.call<Planned>('DELETE', `${planned(conversation)}/${id}`);
export const postPlannedNow = (http: Http, conversation: Id, id: Id) => http.call<Planned>('POST', `${planned(conversation)}/${id}/now`);
