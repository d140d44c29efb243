// What undoes an act: the opposite one, from how it was before.
import type { AssignmentData, ChangeHandling, HandlingData, StateData } from '@ombud/shared/api';
import type { BulkAct } from '@ombud/shared/work';

const without = (all: readonly string[], these: readonly string[]): string[] => all.filter((each) => !these.includes(each));

/** null: there is nothing left to undo. */
export function opposite({ set, before }: HandlingData, now: number): ChangeHandling | null {
  const out: ChangeHandling = {};
  const clear: ('topic' | 'queue_id' | 'snoozed_until')[] = [];
  if ('topic' in set) {
    if (before.topic) out.topic = before.topic;
    else clear.push('topic');
  }
  if (set.priority && before.priority) out.priority = before.priority;
  if ('queue_id' in set) {
    if (before.queue_id) out.queue_id = before.queue_id;
    else clear.push('queue_id');
  }
  if ('snoozed_until' in set) {
    // What it was put off to may be over by now.
    if (before.snoozed_until && Date.parse(before.snoozed_until) > now) out.snoozed_until = before.snoozed_until;
    else if (set.snoozed_until) clear.push('snoozed_until');
  }
  if (set.tags && before.tags) {
    const added = without(set.tags, before.tags);
    const removed = without(before.tags, set.tags);
    if (added.length > 0) out.remove_tags = added;
    if (removed.length > 0) out.add_tags = removed;
  }
  if (set.fields) out.fields = Object.fromEntries(Object.keys(set.fields).map((name) => [name, before.fields?.[name] ?? null]));
  if (clear.length > 0) out.clear = clear;
  return Object.keys(out).length > 0 ? out : null;
}

/** Of an entry's data, whichever act it was. */
export function oppositeAct(data: unknown, now: number): BulkAct | null {
  if (data === null || typeof data !== 'object') return null;
  if ('set' in data) {
    const change = opposite(data as HandlingData, now);
    return change && { change };
  }
  if ('to' in data) {
    const { from } = data as StateData;
    return { status: from === 'new' ? 'open' : from };
  }
  return 'previous' in data ? { assign: { assignee_id: (data as AssignmentData).previous?.id ?? null } } : null;
}

export interface Step<Key> { act: BulkAct; ids: Key[] }

/** As few acts as undo all of them: conversations that go back the same way go together. */
export function steps<Key>(done: readonly { id: Key; data: unknown }[], now: number): Step<Key>[] {
  const by = new Map<string, Step<Key>>();
  for (const { id, data } of done) {
    const act = oppositeAct(data, now);
    if (!act) continue;
    const key = JSON.stringify(act);
    const step = by.get(key) ?? { act, ids: [] };
    step.ids.push(id);
    by.set(key, step);
  }
  return [...by.values()];
}
