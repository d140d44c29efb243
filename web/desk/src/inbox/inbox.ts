// The inbox of one signed-in person: rows of every view, kept current by pages and live events.
import { listInbox, type Counts, type Http, type Id, type InboxRow } from '@ombud/shared/api';
import { VIEWS, type View } from '../route';
import { Store } from '@ombud/ui/store';
import { belongs, changed, continued, EMPTY, isUnread, merged, opened, refreshed, settled, type List, type Rows } from './list';

const PAGE = 50;

export class Inbox {
  readonly rows = new Store<Rows>(new Map());
  readonly counts = new Store<Counts | null>(null);
  readonly lists = Object.fromEntries(VIEWS.map((view) => [view, new Store(EMPTY)])) as Record<View, Store<List>>;
  private readonly asked = new Map<View, AbortController>();

  constructor(
    private readonly http: Http,
    private readonly me: Id,
    /** A customer said something that concerns this person. */
    private readonly called: (row: InboxRow) => void = () => undefined,
  ) {}

  /** Reads the view from its top. */
  async open(view: View): Promise<void> {
    const list = this.lists[view];
    list.change((now) => settled({ ...now, phase: now.phase === 'ready' ? 'ready' : 'loading' }, this.rows.get()));
    await this.read(view, undefined, (page) => opened(list.get(), page));
  }

  async more(view: View): Promise<void> {
    const { next } = this.lists[view].get();
    if (next !== null && !this.asked.has(view)) await this.read(view, next, (page) => continued(this.lists[view].get(), page));
  }

  /** After a lost connection. */
  async refresh(view: View): Promise<void> {
    await this.read(view, undefined, (page) => refreshed(this.lists[view].get(), page, this.rows.get()));
  }

  private async read(view: View, cursor: string | undefined, apply: (page: Awaited<ReturnType<typeof listInbox>>) => List) {
    this.asked.get(view)?.abort();
    const asking = new AbortController();
    this.asked.set(view, asking);
    const list = this.lists[view];
    try {
      const page = await listInbox(
        this.http,
        {
          view: view === 'resolved' ? 'all' : view,
          status: view === 'resolved' ? 'resolved' : 'active',
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        },
        asking.signal,
      );
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
    for (const view of VIEWS) {
      const list = this.lists[view];
      list.change((now) => changed(now, row, belongs(row, view, this.me), spoke));
      if (document.hidden) this.settle(view);
    }
    const concerns = row.conversation.assignee === null || row.conversation.assignee.id === this.me;
    if (spoke && concerns) this.called(row);
  };

  settle(view: View): void {
    this.lists[view].change((now) => settled(now, this.rows.get()));
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
