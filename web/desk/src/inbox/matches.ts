// Whether a row is what conditions ask for, judged here as the desk judges it, so that a saved view stays live between its pages.
import type { InboxRow, Id } from '@ombud/shared/api';
import type { Condition, Conditions } from '@ombud/shared/work';
import { isOwn, isSpan, ownName } from '../handling/condition-words';

const MINUTE = 60_000;

/** What it has in that field, tags aside; null: nothing that a condition could name. */
function valueOf(field: Condition['field'], { conversation }: InboxRow, now: number): string | null {
  const { handling } = conversation;
  switch (field) {
    case 'status': return conversation.status;
    case 'language': return conversation.language;
    case 'topic': return conversation.topic ?? 'none';
    case 'channel': return handling?.channel ?? null;
    case 'priority': return handling?.priority ?? null;
    case 'customer': return conversation.customer.kind;
    case 'queue': return handling?.queue_id ?? 'none';
    case 'assignee': return conversation.assignee?.id ?? 'nobody';
    case 'snoozed': return handling?.snoozed_until && Date.parse(handling.snoozed_until) > now ? 'yes' : 'no';
    default: {
      const own = isOwn(field) ? handling?.fields[ownName(field)] : undefined;
      return own === undefined ? null : String(own);
    }
  }
}

function minutesOf(field: Condition['field'], { conversation, waiting_since }: InboxRow, now: number): number | null {
  const since = field === 'age' ? conversation.created_at : field === 'idle' ? conversation.updated_at : waiting_since;
  return since === null ? null : Math.floor((now - Date.parse(since)) / MINUTE);
}

function holds({ field, is, values }: Condition, row: InboxRow, me: Id, now: number): boolean {
  if (isSpan(field)) {
    const minutes = minutesOf(field, row, now);
    const bound = Number(values[0]);
    return minutes !== null && (is === 'at_least' ? minutes >= bound : minutes <= bound);
  }
  if (field === 'tag') {
    const tags = row.conversation.handling?.tags ?? [];
    if (is === 'all_of') return values.every((tag) => tags.includes(tag));
    return values.some((tag) => tags.includes(tag)) === (is === 'any_of');
  }
  const value = valueOf(field, row, now);
  const has = value !== null && values.some((wanted) => wanted === value || (field === 'assignee' && wanted === 'me' && value === me));
  return has === (is === 'any_of');
}

export const matches = ({ all, any }: Conditions, row: InboxRow, me: Id, now: number): boolean =>
  all.every((each) => holds(each, row, me, now)) && (any.length === 0 || any.some((each) => holds(each, row, me, now)));
