// What was typed and not yet sent: kept on this computer for one person and conversation, over reloads and lost sessions.
import type { Attachment, Id, Person } from '@ombud/shared/api';
import { Store } from '@ombud/ui/store';

export type Mode = 'reply' | 'note';

export interface Draft {
  body: string;
  attachments: Attachment[];
  /** The last seq that stood there when the writing began: an answer after it crosses ours. */
  answering: number | null;
  /** Colleagues who were chosen by name, in a note. */
  mentions?: readonly Person[];
}

export const NOTHING: Draft = { body: '', attachments: [], answering: null };

export const isBlank = (draft: Draft): boolean => draft.body.trim() === '' && draft.attachments.length === 0;

/** Where things are kept: localStorage, which may be full or forbidden. */
export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export function keysOf(shelf: Shelf, prefix: string): string[] {
  return Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? '').filter((key) => key.startsWith(prefix));
}

export function put(shelf: Shelf, key: string, value: unknown): void {
  try {
    shelf.setItem(key, JSON.stringify(value));
  } catch {
    // A full shelf costs only what a reload would have brought back.
  }
}

export function take<T>(shelf: Shelf, key: string): T | null {
  try {
    return JSON.parse(shelf.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export class Drafts {
  private readonly open = new Map<string, Store<Draft>>();
  private readonly prefix: string;

  constructor(private readonly shelf: Shelf, me: Id) {
    this.prefix = `ombud.desk.draft.${me}.`;
  }

  of(conversation: Id, mode: Mode): Store<Draft> {
    const key = this.prefix + conversation + '.' + mode;
    const known = this.open.get(key);
    if (known) return known;
    const draft = new Store<Draft>(take<Draft>(this.shelf, key) ?? NOTHING);
    draft.watch(() => {
      if (isBlank(draft.get())) this.shelf.removeItem(key);
      else put(this.shelf, key, draft.get());
    });
    this.open.set(key, draft);
    return draft;
  }

  count(): number {
    return keysOf(this.shelf, this.prefix).length;
  }

  /** On signing out: the next person at this computer must not find them. */
  forget(): void {
    for (const key of keysOf(this.shelf, this.prefix)) this.shelf.removeItem(key);
  }
}

/** A draft after a key press: the first one remembers what the writer was answering. */
export const written = (draft: Draft, body: string, lastSeq: number | null): Draft => ({
  ...draft,
  body,
  answering: body.trim() === '' && draft.attachments.length === 0 ? null : (draft.answering ?? lastSeq),
});
