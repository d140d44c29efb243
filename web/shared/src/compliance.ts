// Notes behind the wall as types and calls: only holders of one permission may have any of this.
import { query, type Http, type Id, type Person, type Removed, type Timestamp } from './api';

export const LONGEST_COMPLIANCE_NOTE = 10_000;

export interface ComplianceNote {
  id: Id;
  conversation_id: Id;
  author: Person;
  at: Timestamp;
  /** The note that this one puts right. */
  corrects: Id | null;
  body: string;
  removed: Removed[];
}

const notes = (conversation: Id) => '/api/v1/conversations/' + conversation + '/compliance';
export const readComplianceNotes = (http: Http, conversation: Id, cursor?: Id) =>
  http.call<{ notes: ComplianceNote[]; next: Id | null }>('GET', notes(conversation) + query(cursor ? { cursor } : {}));
export const writeComplianceNote = (http: Http, conversation: Id, note: { client_id: string; body: string; corrects?: Id }) =>
  http.call<ComplianceNote>('POST', notes(conversation), note);
