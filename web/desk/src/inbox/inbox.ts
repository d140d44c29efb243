// The inbox of one signed-in person: rows of every view, kept current by pages and live events.
import { listInbox, type Counts, type Http, type Id, type InboxPage, type InboxRow } from '@ombud/shared/api';
import { BULK_AT_MOST, listViewRows, previewView, type SavedView } from '@ombud/shared/work';
import { isBuiltIn, queueIn, savedIn, type View } from '../route';
import { Store } from '@ombud/ui/store';
import { belongs, changed, continued, EMPTY, isUnread, merged, opened, ORDERS, refreshed, settled, type List, type Order, type Rows } from './list';
import { matches } from './matches';

const PAGE = 50;
const LARGEST_PAGE = 100;

/** What is in a queue, and neither resolved nor put off. */
const inQueue = (id: Id) => ({
  all: [{ field: 'queue' as const, is: 'any_of' as const, values: [id] }, { field: 'snoozed' as const, is: 'any_of' as const, values: ['no'] }],
  any: [],
});

export class Inbox {
  readonly rows = new Store<Rows>(new Map());
  readonly counts = new Store<Counts | null>(null);
  private readonly lists = new Map<View, Store<List>>();
  private readonly asked = new Map<View, AbortController>();

  constructor(
    private readonly http: Http,
    private readonly me: Id,
    /** A customer said something that concerns this person. */
    private readonly called: (row: InboxRow) => void = () => undefined,
    private readonly saved: (id: Id) => SavedView | null = () => null,
  ) {}

  list(view: View): Store<List> {
    const known = this.lists.get(view) ?? new Store(EMPTY);
    this.lists.set(view, known);
    return known;
  }

  private orderOf(view: View): Order {
    return ORDERS[this.saved(savedIn(view) ?? '')?.sort ?? 'updated'];
  }

  /** null: we cannot say. */
  private holds(view: View, row: InboxRow): boolean | null {
    if (isBuiltIn(view)) return belongs(row, view, this.me);
    const queue = queueIn(view);
    const conditions = queue ? inQueue(queue) : this.saved(savedIn(view) ?? '')?.conditions;
    return conditions ? row.conversation.status !== 'resolved' && matches(conditions, row, this.me, Date.now()) : null;
  }

  /** Reads the view from its top. */
  async open(view: View): Promise<void> {
    const list = this.list(view);
    list.change((now) => settled({ ...now, phase: now.phase === 'ready' ? 'ready' : 'loading' }, this.rows.get(), this.orderOf(view)));
    await this.read(view, undefined, (page) => opened(list.get(), page));
  }

  async more(view: View): Promise<void> {
    const { next } = this.list(view).get();
    if (next !== null && !this.asked.has(view)) await this.read(view, next, (page) => continued(this.list(view).get(), page));
  }

  /** After a lost connection. */
  async refresh(view: View): Promise<void> {
    await this.read(view, undefined, (page) => refreshed(this.list(view).get(), page, this.rows.get(), this.orderOf(view)));
  }

  private page(view: View, cursor: string | undefined, limit: number, signal?: AbortSignal): Promise<InboxPage> {
    const range = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const saved = savedIn(view);
    if (saved) return listViewRows(this.http, saved, range, signal);
    const queue = queueIn(view);
    if (queue) return previewView(this.http, { conditions: inQueue(queue), ...range }, signal);
    const resolved = view === 'resolved';
    return listInbox(
      this.http,
      { view: resolved ? 'all' : (view as 'mine' | 'unassigned' | 'all' | 'snoozed'), status: resolved ? 'resolved' : 'active', ...range },
      signal,
    );
  }

  /** All of a view, as many as one act may be for. */
  async everything(view: View): Promise<Id[]> {
    const ids: Id[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.page(view, cursor, Math.min(LARGEST_PAGE, BULK_AT_MOST - ids.length));
      this.keep(page.rows, false);
      ids.push(...page.rows.map((row) => row.conversation.id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && ids.length < BULK_AT_MOST);
    return [...new Set(ids)];
  }

  private async read(view: View, cursor: string | undefined, apply: (page: InboxPage) => List) {
    this.asked.get(view)?.abort();
    const asking = new AbortController();
    this.asked.set(view, asking);
    const list = this.list(view);
    try {
      const page = await this.page(view, cursor, PAGE, asking.signal);
      if (asking.signal.aborted) return;
      this.keep(page.rows, false);
      this.counts.set(page.counts);
      list.set(apply(page));
    } catch {
      if (!asking.signal.aborted && list.get().order.length === 0) list.set({ ...list.get(), phase: 'failed' });
    } finally {
      if (this.asked.get(view) === asking) this.asked.delete(view);
    }
  }

  private keep(told: readonly InboxRow[], live: boolean): void {
    const rows = new Map(this.rows.get());
    for (const row of told) rows.set(row.conversation.id, merged(rows.get(row.conversation.id), row, live));
    this.rows.set(rows);
  }

  /** A live event. */
  readonly row = (told: InboxRow): void => {
    const { id } = told.conversation;
    const before = this.rows.get().get(id);
    this.keep([told], true);
    const row = this.rows.get().get(id)!;
    const spoke = row.last_customer_seq > (before?.last_customer_seq ?? 0) && isUnread(row);
    for (const [view, list] of this.lists) {
      const held = this.holds(view, row);
      if (held === null) continue;
      list.change((now) => changed(now, row, held, spoke));
      if (document.hidden) this.settle(view);
    }
    const concerns = row.conversation.assignee === null || row.conversation.assignee.id === this.me;
    if (spoke && concerns) this.called(row);
  };

  settle(view: View): void {
    this.list(view).change((now) => settled(now, this.rows.get(), this.orderOf(view)));
  }

  seen(id: Id, seq: number): void {
    const row = this.rows.get().get(id);
    if (!row || (row.seen_seq ?? 0) >= seq) return;
    this.rows.set(new Map(this.rows.get()).set(id, { ...row, seen_seq: seq }));
  }
}

/** How many conversations of mine or of nobody hold something unread, as far as we know them. */
export function unreadCount(rows: Rows, me: Id): number {
  let count = 0;
  for (const row of rows.values()) {
    if (isUnread(row) && (belongs(row, 'mine', me) || belongs(row, 'unassigned', me))) count += 1;
  }
  return count;
}
