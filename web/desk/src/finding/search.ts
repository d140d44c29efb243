// A search over all conversations: what is asked, and what was found so far. It stays while its reader looks into what it found.
import { Problem, type Http } from '@ombud/shared/api';
import { searchConversations, type FoundRow, type SearchFilters } from '@ombud/shared/finding';
import { Store } from '@ombud/ui/store';
import type { Desk } from '../desk';

export interface Question { q: string; filters: SearchFilters }

export interface Asked {
  /** null: nothing was asked yet. */
  question: Question | null;
  rows: readonly FoundRow[];
  next: string | null;
  /** The server gave a part because it took long. */
  partial: boolean;
  busy: boolean;
  error: unknown;
}

const NOTHING: Asked = { question: null, rows: [], next: null, partial: false, busy: false, error: null };

export class Search {
  readonly state = new Store<Asked>(NOTHING);
  /** What stands in the fields, asked or not. */
  readonly typed = new Store<Question>({ q: '', filters: {} });
  private asking: AbortController | null = null;

  constructor(private readonly http: Http) {}

  /** Asks what stands in the fields. Nothing typed shows nothing. */
  async ask(): Promise<void> {
    const question = this.typed.get();
    this.asking?.abort();
    if (question.q.trim() === '') {
      this.state.set(NOTHING);
      return;
    }
    this.state.set({ ...NOTHING, question, rows: this.state.get().rows, busy: true });
    await this.read(question, null);
  }

  async more(): Promise<void> {
    const { question, next, busy } = this.state.get();
    if (question === null || next === null || busy) return;
    this.state.change((now) => ({ ...now, busy: true, error: null }));
    await this.read(question, next);
  }

  private async read(question: Question, cursor: string | null): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const page = await searchConversations(this.http, question.q.trim(), question.filters, cursor, asking.signal);
      if (asking.signal.aborted) return;
      const before = cursor === null ? [] : this.state.get().rows;
      this.state.set({ question, rows: [...before, ...page.rows], next: page.next, partial: page.partial, busy: false, error: null });
    } catch (error) {
      if (asking.signal.aborted) return;
      // A page that did not come leaves what is there, and where it goes on.
      this.state.change((now) => ({ ...now, rows: cursor === null ? [] : now.rows, next: cursor, busy: false, error }));
    }
  }
}

/** What a person can mend in what they typed; the rest is ours. */
export const isOfQuestion = (error: unknown): boolean => error instanceof Problem && error.field === 'q';

const known = new WeakMap<Desk, Search>();

export function searchOf(desk: Desk): Search {
  const search = known.get(desk) ?? new Search(desk.http);
  known.set(desk, search);
  return search;
}

/** A day as the field gives it, as the moment at which it begins here; the day after it when `after`. */
export function dayBegins(day: string, after: boolean): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + (after ? 1 : 0)).toISOString();
}

/** The way back: what the field shows for such a moment. */
export function dayOf(moment: string | undefined, after: boolean): string {
  if (moment === undefined) return '';
  const at = new Date(moment);
  if (after) at.setDate(at.getDate() - 1);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, '0'), String(at.getDate()).padStart(2, '0')].join('-');
}
