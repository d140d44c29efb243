// What takes a macro back, as far as it can be taken back: how things stood before is in its entries.
import type { ChangeHandling, Entry, HandlingData, Id } from '@ombud/shared/api';
import type { Planned } from '@ombud/shared/mail';
import type { MacroRun } from '@ombud/shared/replies';

export type Step =
  | { type: 'take back'; plan: Planned }
  | { type: 'status'; status: 'open' | 'waiting' | 'resolved' }
  | { type: 'assign'; to: Id | null }
  | { type: 'change'; change: ChangeHandling };

const without = (all: readonly string[], those: readonly string[]) => all.filter((each) => !those.includes(each));

/** null: what it changed cannot be put back, as a snooze that has ended. */
export function opposite({ set, before }: HandlingData, now: number): ChangeHandling | null {
  const clear: ('topic' | 'queue_id' | 'snoozed_until')[] = [];
  const change: ChangeHandling = {};
  if ('topic' in set) {
    if (before.topic) change.topic = before.topic;
    else clear.push('topic');
  }
  if (set.priority && before.priority) change.priority = before.priority;
  if ('queue_id' in set) {
    if (before.queue_id) change.queue_id = before.queue_id;
    else clear.push('queue_id');
  }
  if ('snoozed_until' in set) {
    if (!before.snoozed_until) clear.push('snoozed_until');
    else if (Date.parse(before.snoozed_until) > now) change.snoozed_until = before.snoozed_until;
  }
  const added = without(set.tags ?? [], before.tags ?? []);
  const taken = without(before.tags ?? [], set.tags ?? []);
  if (set.tags && added.length > 0) change.remove_tags = added;
  if (set.tags && taken.length > 0) change.add_tags = taken;
  if (clear.length > 0) change.clear = clear;
  return Object.keys(change).length > 0 ? change : null;
}

const stepOf = (entry: Entry, now: number): Step | null => {
  if (entry.kind === 'state') return { type: 'status', status: entry.data.from === 'new' ? 'open' : entry.data.from };
  if (entry.kind === 'assignment') return { type: 'assign', to: entry.data.previous?.id ?? null };
  if (entry.kind !== 'handling') return null;
  const change = opposite(entry.data, now);
  return change && { type: 'change', change };
};

/** The last one first. Words that were noted stay. */
export const undoOf = ({ entries, planned }: MacroRun, now: number): Step[] => [
  ...(planned ? [{ type: 'take back', plan: planned } as const] : []),
  ...[...entries].reverse().flatMap((entry) => stepOf(entry, now) ?? []),
];
