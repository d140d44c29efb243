// What can be done with a conversation, by whom and by which key: one list for buttons, keys and palette.
import type { Conversation } from '@ombud/shared/api';
import type { Desk } from './desk';
import { turnFollowing } from './ties/following';
import { mergedInto } from './ties/ties-store';
import { askComposer, openWindow, type Handled } from './windows';
import type { Key } from './text';

export interface Act {
  id: 'take' | 'hand_over' | 'resolve' | 'reopen' | 'reply' | 'note';
  label: Key;
  shortcut: string;
  run: () => unknown;
}

export function actsOf(desk: Desk, conversation: Conversation): Act[] {
  const { id, status, assignee } = conversation;
  const acts: Act[] = [];
  if (desk.can('assign')) {
    if (assignee?.id !== desk.me.id) acts.push({ id: 'take', label: 'act.take', shortcut: 'a', run: () => desk.assign(id, desk.me.id) });
    acts.push({ id: 'hand_over', label: 'act.hand_over', shortcut: 'h', run: () => openWindow.set({ type: 'hand over', conversation: id }) });
  }
  if (desk.can('reply')) {
    // What was merged is not reopened: the merge is undone.
    const merged = mergedInto(desk.conversation(id).ties.ties.get()) !== null;
    if (status === 'resolved' && !merged) acts.push({ id: 'reopen', label: 'act.reopen', shortcut: 'e', run: () => desk.setStatus(id, 'open') });
    if (status !== 'resolved') acts.push({ id: 'resolve', label: 'act.resolve', shortcut: 'e', run: () => desk.setStatus(id, 'resolved') });
    acts.push({ id: 'reply', label: 'act.reply', shortcut: 'r', run: () => askComposer('reply') });
    acts.push({ id: 'note', label: 'act.note', shortcut: 'n', run: () => askComposer('note') });
  }
  return acts;
}

export interface TieAct { id: 'follow' | 'tie' | 'split'; label: Key; shortcut: string; run: () => unknown }

/** What it has to do with other conversations, and with me. */
export function tieActsOf(desk: Desk, { id }: Conversation): TieAct[] {
  const acts: TieAct[] = [{ id: 'follow', label: 'act.follow', shortcut: 'f', run: () => turnFollowing(desk, id) }];
  if (desk.can('reply')) {
    acts.push({ id: 'tie', label: 'act.tie', shortcut: 'l', run: () => openWindow.set({ type: 'tie', conversation: id }) });
    acts.push({ id: 'split', label: 'act.split', shortcut: 's', run: () => openWindow.set({ type: 'split', conversation: id }) });
  }
  return acts;
}

/** The act that comes next: somebody must have it before anybody can end it. */
export function nextAct(acts: readonly Act[], conversation: Conversation, me: string): Act | undefined {
  const wanted = conversation.status === 'resolved' ? 'reopen' : conversation.assignee?.id === me ? 'resolve' : 'take';
  return acts.find((act) => act.id === wanted);
}

/** Whether an act stands out: taking what nobody has, ending what was answered. Else the answer is what matters. */
export const standsOut = (act: Act, { status, assignee }: Conversation): boolean =>
  (act.id === 'take' && assignee === null && status !== 'resolved') || (act.id === 'resolve' && status === 'waiting' && assignee !== null);

export const HANDLING_KEYS = { tags: 't', priority: 'p', snooze: 'z', queue: 'q', topic: 'c' } as const satisfies Record<Handled, string>;

export interface HandlingAct { what: Handled; label: Key; shortcut: string; run: () => void }

/** How a conversation is handled: each opens a small window in which one more key is enough. */
export function handlingActsOf(desk: Desk, conversation: Conversation): HandlingAct[] {
  if (!desk.can('reply') || !conversation.handling) return [];
  return (Object.keys(HANDLING_KEYS) as Handled[]).map((what) => ({
    what,
    label: `handling.act.${what}`,
    shortcut: HANDLING_KEYS[what],
    run: () => openWindow.set({ type: 'handle', what, conversation: conversation.id }),
  }));
}
