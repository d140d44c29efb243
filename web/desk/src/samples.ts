// Conversations and entries for the tests.
import type { Author, Conversation, Entry, InboxRow, Letter } from '@ombud/shared/api';

export const ME = '018f0000-0000-7000-8000-00000000000a';
export const CHEN = '018f0000-0000-7000-8000-00000000000b';
export const me: Author = { kind: 'agent', id: ME, name: '小梅' };
export const chen: Author = { kind: 'agent', id: CHEN, name: 'Chen' };
export const customer: Author = { kind: 'customer', id: 'c-1', name: '李薇' };
export const program: Author = { kind: 'system', id: '00000000-0000-0000-0000-000000000000', name: null };

export const LETTER: Letter = { id: 'l-1', from: 'wei@example.cn', subject: '提现', belief: 'unknown', has_html: false, not_taken: [], quoted: '' };

const NOON = Date.parse('2026-05-04T12:00:00Z');
/** Seconds after noon. */
export const at = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString();

export function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id, reference: 'OM-7F3K-92QD', status: 'open', language: 'zh-CN', topic: null, last_seq: 1,
    customer: { id: 'c-' + id, kind: 'user', name: '李薇' }, assignee: null, created_at: at(0), updated_at: at(0),
    customer_seen_seq: 0, staff_seen_seq: 0, queue: null, ...change,
  };
}

export function row(id: string, change: Partial<Conversation> = {}, rest: Partial<InboxRow> = {}): InboxRow {
  const it = conversation(id, change);
  return {
    conversation: it,
    preview: { author_kind: 'customer', author_name: null, body: '还在吗？', kind: 'message', posted_at: it.updated_at, attachments: 0 },
    last_customer_seq: it.last_seq,
    waiting_since: null,
    seen_seq: null,
    next_due: null,
    ...rest,
  };
}

type Said = Extract<Entry, { kind: 'message' | 'note' }>;

export function said(seq: number, author: Author, change: Partial<Said> = {}): Said {
  return {
    conversation_id: 'one', seq, kind: 'message', author, body: 'text ' + seq, attachments: [], internal: false,
    client_id: 'client-' + seq, posted_at: at(seq), removed: [], status: 'open', data: null, ...change,
  };
}

export class MemoryShelf {
  private readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}
