// Acts of macros and rules in words.
import type { ActName, SavedReply, WantedAct } from '@ombud/shared/replies';
import type { Named } from '../handling/names';
import { isKey, type Text } from '../text';

export interface ActNames { queues: readonly Named[]; people: readonly Named[]; replies: readonly SavedReply[] }

const nameIn = (all: readonly { id: string; name: string }[], id: string): string => all.find((each) => each.id === id)?.name ?? '…' + id.slice(-4);

/** Minutes in the largest unit that divides them. */
export function spanText(text: Text, minutes: number): string {
  if (minutes >= 1_440 && minutes % 1_440 === 0) return text('acts.days', { count: minutes / 1_440 });
  if (minutes >= 60 && minutes % 60 === 0) return text('acts.hours', { count: minutes / 60 });
  return text('acts.minutes', { count: minutes });
}

/** What is typed between commas, each once. */
export const tagsIn = (typed: string): string[] => [...new Set(typed.split(/[,，、;；\n]/).map((each) => each.trim()).filter(Boolean))];

function valueText(text: Text, { act, values }: WantedAct, names: ActNames): string {
  const value = values[0] ?? '';
  if (act === 'queue') return value === 'none' ? text('acts.none') : nameIn(names.queues, value);
  if (act === 'assign') return value === 'me' || value === 'nobody' ? text(`acts.${value}`) : nameIn(names.people, value);
  if (act === 'snooze') return spanText(text, Number(value));
  if (act === 'saved_reply') return names.replies.find(({ id }) => id === value)?.title ?? text('acts.reply_gone');
  if (act === 'add_tags' || act === 'remove_tags') return values.join(text('list.and'));
  const key = (act === 'status' ? 'status.' : act === 'topic' ? 'topic.' : 'priority.') + value;
  return value === 'none' ? text('acts.none') : isKey(key) ? text(key, {}) : value;
}

export function actText(text: Text, wanted: WantedAct, names: ActNames): string {
  if (wanted.act === 'snooze' && wanted.values[0] === '0') return text('acts.said.wake');
  return text(`acts.said.${wanted.act}`, { value: valueText(text, wanted, names) });
}

export const actsText = (text: Text, acts: readonly WantedAct[], names: ActNames): string =>
  acts.map((each) => actText(text, each, names)).join(text('acts.and'));

/** Names of kinds of acts, as a trial and the list of what was done tell them. */
export const kindsText = (text: Text, kinds: readonly ActName[]): string => kinds.map((each) => text(`acts.kind.${each}`)).join(text('acts.and'));
