// The rules of the live list: what belongs in a view, and how it changes without moving what somebody reads.
import { PRIORITIES, type FieldValue, type Id, type InboxPage, type InboxRow } from '@ombud/shared/api';
import type { ViewSort } from '@ombud/shared/work';
import type { BuiltInView } from '../route';

export type Rows = ReadonlyMap<Id, InboxRow>;

export interface List {
  /** `unasked`: nobody has looked at this view yet. */
  phase: 'unasked' | 'loading' | 'ready' | 'failed';
  /** On screen, top first. */
  order: readonly Id[];
  /** Still on screen, but no longer part of this view. */
  gone: ReadonlySet<Id>;
  /** Would stand at the top: announced, shown when the reader asks. */
  fresh: readonly Id[];
  next: string | null;
}

export const EMPTY: List = { phase: 'unasked', order: [], gone: new Set(), fresh: [], next: null };

export function belongs({ conversation }: InboxRow, view: BuiltInView, me: Id): boolean {
  if (view === 'resolved') return conversation.status === 'resolved';
  if (conversation.status === 'resolved') return false;
  if (view === 'snoozed' || isSnoozed(conversation)) return view === 'snoozed' && isSnoozed(conversation);
  return view === 'all' || (conversation.assignee?.id ?? null) === (view === 'mine' ? me : null);
}

/** Until it is brought back, by its customer or by its time. */
export const isSnoozed = ({ handling }: InboxRow['conversation']): boolean => (handling?.snoozed_until ?? null) !== null;

export const isUnread = (row: InboxRow): boolean => row.last_customer_seq > (row.seen_seq ?? 0);

/** A page knows what I have seen; a live row does not, so the older knowledge stays. */
export function merged(known: InboxRow | undefined, told: InboxRow, live: boolean): InboxRow {
  const guess = live && !known && told.preview?.author_kind !== 'customer' ? told.last_customer_seq : 0;
  const seen = Math.max(known?.seen_seq ?? 0, told.seen_seq ?? 0, guess);
  const newer = known && known.conversation.last_seq > told.conversation.last_seq ? known : told;
  // News are for everybody, and say nothing of what was resolved: what I was told of it stays.
  const preview = newer.preview ?? (live ? (known?.preview ?? null) : null);
  return { ...newer, preview, conversation: live ? withFields(newer.conversation, known) : newer.conversation, seen_seq: seen || null };
}

/** Nor what stands in a field of words, only that something does. */
function withFields(told: InboxRow['conversation'], of: InboxRow | undefined): InboxRow['conversation'] {
  if (!told.handling) return told;
  const before = of?.conversation.handling?.fields ?? {};
  const fields: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries<FieldValue | null>(told.handling.fields)) {
    const known = value ?? before[name];
    if (known !== undefined) fields[name] = known;
  }
  return { ...told, handling: { ...told.handling, fields } };
}

/** Which of two stands above the other. */
export type Order = (a: InboxRow, b: InboxRow) => number;
const LAST = Number.MAX_SAFE_INTEGER;
const updated: Order = (a, b) => Date.parse(b.conversation.updated_at) - Date.parse(a.conversation.updated_at);
const waits = ({ waiting_since }: InboxRow): number => (waiting_since === null ? LAST : Date.parse(waiting_since));
const rank = ({ conversation }: InboxRow): number => PRIORITIES.indexOf(conversation.handling?.priority ?? 'normal');
/** As the desk sorts them. */
export const ORDERS: Record<ViewSort, Order> = {
  updated,
  waiting: (a, b) => waits(a) - waits(b) || updated(a, b),
  oldest: (a, b) => Date.parse(a.conversation.created_at) - Date.parse(b.conversation.created_at),
  priority: (a, b) => rank(b) - rank(a) || waits(a) - waits(b),
};

const inOrder = (ids: Iterable<Id>, rows: Rows, order: Order): Id[] =>
  [...new Set(ids)].filter((id) => rows.has(id)).sort((a, b) => order(rows.get(a)!, rows.get(b)!));

/** Shows everything as it stands now. */
export function settled(list: List, rows: Rows, order: Order = updated): List {
  if (list.fresh.length === 0 && list.gone.size === 0) return list;
  const staying = list.order.filter((id) => !list.gone.has(id));
  return { ...list, order: inOrder([...list.fresh, ...staying], rows, order), gone: new Set(), fresh: [] };
}

/** One row changed. `spoke`: its customer said something new. */
export function changed(list: List, row: InboxRow, inView: boolean, spoke: boolean): List {
  if (list.phase === 'unasked') return list;
  const { id } = row.conversation;
  const place = list.order.indexOf(id);
  const shown = place >= 0;
  if (!inView) {
    if (!shown && !list.fresh.includes(id)) return list;
    const gone = shown ? new Set(list.gone).add(id) : list.gone;
    return { ...list, gone, fresh: list.fresh.filter((other) => other !== id) };
  }
  const gone = new Set(list.gone);
  const back = gone.delete(id);
  if (list.phase === 'ready' && list.order.length === 0) return { ...list, order: [id], gone };
  const announce = shown ? spoke && place > 0 : true;
  if (!announce) return back ? { ...list, gone } : list;
  return { ...list, gone, fresh: [id, ...list.fresh.filter((other) => other !== id)] };
}

/** The first page, asked for because the reader came to this view; what came while it was on its way is announced. */
export function opened(list: List, page: InboxPage): List {
  const order = page.rows.map((row) => row.conversation.id);
  return { phase: 'ready', order, gone: new Set(), fresh: list.fresh.filter((id) => !order.includes(id)), next: page.next };
}

/** The first page again after a lost connection: what changed meanwhile is announced, nothing moves. */
export function refreshed(list: List, page: InboxPage, rows: Rows, order: Order = updated): List {
  if (list.phase !== 'ready' || list.order.length === 0) return opened(list, page);
  const listed = new Set(page.rows.map((row) => row.conversation.id));
  const shown = new Set(list.order);
  const last = page.next === null ? undefined : page.rows.at(-1);
  const within = (id: Id) => last === undefined || order(rows.get(id)!, last) <= 0;
  const gone = list.order.filter((id) => !listed.has(id) && rows.has(id) && within(id));
  const fresh = [...listed].filter((id) => !shown.has(id));
  return { ...list, gone: new Set(gone), fresh, next: list.order.length > page.rows.length ? list.next : page.next };
}

export function continued(list: List, page: InboxPage): List {
  const known = new Set([...list.order, ...list.fresh]);
  const more = page.rows.map((row) => row.conversation.id).filter((id) => !known.has(id));
  return { ...list, order: [...list.order, ...more], next: page.next };
}
