// Which entries of a conversation are what.
import type { Entry } from '@ombud/shared/api';

export const isAnswer = (entry: Entry) => entry.kind === 'message' && entry.author.kind === 'agent';
/** The case that handed a guided answer over to a person, in the customer's words. */
export const isTold = (entry: Entry) => (entry.kind as string) === 'intake';
export const isSaid = (entry: Entry) => entry.kind === 'message' || isTold(entry);
