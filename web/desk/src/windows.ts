// Which window lies over the desk, and what the composer is asked to do: set from keys, palette and buttons alike.
import type { Id } from '@ombud/shared/api';
import type { Mode } from './drafts';
import { Store } from '@ombud/ui/store';

/** Of how a conversation is handled. */
export type Handled = 'tags' | 'priority' | 'snooze' | 'queue' | 'topic';

export type OpenWindow = { type: 'palette' } | { type: 'help' } | { type: 'hand over'; conversation: Id } | { type: 'sign out' } | { type: 'handle'; what: Handled; conversation: Id } | { type: 'view'; view: Id | null } | { type: 'tie' | 'split'; conversation: Id } | { type: 'notices' } | { type: 'incident'; conversations: readonly Id[] };

export const openWindow = new Store<OpenWindow | null>(null);

/** A new object for each wish, so that asking twice works twice. */
export const composerWish = new Store<{ mode: Mode } | null>(null);

export const askComposer = (mode: Mode): void => composerWish.set({ mode });
