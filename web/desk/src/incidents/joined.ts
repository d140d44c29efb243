// Which conversations just joined or left an incident here: whoever shows them reads anew.
import type { Id } from '@ombud/shared/api';
import { Store } from '@ombud/ui/store';

/** A new object for each time. */
export const joinedNow = new Store<{ conversations: readonly Id[] } | null>(null);
export const joinedSomewhere = (conversations: readonly Id[]): void => joinedNow.set({ conversations });
