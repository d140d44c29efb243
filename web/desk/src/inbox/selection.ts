// Which conversations of a list are selected, to act on them together: by key, by click, a range at once.
import type { Id } from '@ombud/shared/api';
import { BULK_AT_MOST } from '@ombud/shared/work';

export interface Selection {
  ids: ReadonlySet<Id>;
  /** Where a range begins: what was selected last by itself. */
  anchor: Id | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

export function toggled({ ids }: Selection, id: Id): Selection {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < BULK_AT_MOST) next.add(id);
  return { ids: next, anchor: id };
}

/** From the anchor to here, both with it. Without an anchor it is a single one. */
export function ranged(selection: Selection, id: Id, order: readonly Id[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggled(selection, id);
  const next = new Set(selection.ids);
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) if (next.size < BULK_AT_MOST) next.add(each);
  return { ids: next, anchor: selection.anchor };
}

export const all = (ids: readonly Id[]): Selection => ({ ids: new Set(ids.slice(0, BULK_AT_MOST)), anchor: null });
