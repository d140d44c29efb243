// Which entries of a conversation are what.
import type { Conversation, Entry } from '@ombud/shared/api';

export const isAnswer = (entry: Entry) => entry.kind === 'message' && entry.author.kind === 'agent';
/** The case that handed a guided answer over to a person, in the customer's words. */
export const isTold = (entry: Entry) => (entry.kind as string) === 'intake';
export const isSaid = (entry: Entry) => entry.kind === 'message' || isTold(entry);

const RATED_WITHIN = 7 * 86_400_000;

/** Whether its customer may still say how it went, and has not done so since it was resolved. */
export function mayRate({ status }: Conversation, entries: readonly Entry[], now: number): boolean {
  const end = entries.findLast((entry) => entry.kind === 'rating' || (entry.kind === 'state' && entry.data.to === 'resolved'));
  return status === 'resolved' && end?.kind === 'state' && now - Date.parse(end.posted_at) < RATED_WITHIN;
}
