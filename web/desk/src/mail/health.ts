// What is wrong with the mail and how much that matters, from what the desk knows of it.
import type { MailState, Mailbox } from '@ombud/shared/mail';

const MINUTE = 60_000;
/** Letters go out within seconds; what waits longer is stuck. */
const STUCK_AFTER = 10 * MINUTE;
/** A mailbox is looked at every 20 seconds. */
const UNSEEN_AFTER = 10 * MINUTE;
/** What came in is read within seconds, too; so many at once wait for a reason. */
const MANY_UNREAD = 100;

export type Trouble =
  | { kind: 'mailbox'; mailbox: Mailbox }
  | { kind: 'not_looked_at'; mailbox: Mailbox }
  | { kind: 'stuck'; since: string; count: number }
  | { kind: 'unread'; count: number }
  | { kind: 'quarantined'; count: number }
  | { kind: 'not_configured' }
  | { kind: 'nobody_believed' };

/** What cannot wait; the rest is worth knowing. */
const URGENT = new Set<Trouble['kind']>(['mailbox', 'not_looked_at', 'stuck', 'unread', 'quarantined']);
export const isUrgent = ({ kind }: Trouble): boolean => URGENT.has(kind);

export const isUnseen = ({ looked_at }: Mailbox, now: number): boolean => looked_at !== null && now - Date.parse(looked_at) > UNSEEN_AFTER;

export function troublesOf({ authserv_id, outgoing, incoming, mailboxes }: MailState, now: number): Trouble[] {
  const found: Trouble[] = [];
  for (const mailbox of mailboxes) {
    if (mailbox.fault !== null) found.push({ kind: 'mailbox', mailbox });
    else if (isUnseen(mailbox, now)) found.push({ kind: 'not_looked_at', mailbox });
  }
  const waiting = outgoing.queued + outgoing.deferred;
  if (waiting > 0 && outgoing.oldest_at !== null && now - Date.parse(outgoing.oldest_at) > STUCK_AFTER) {
    found.push({ kind: 'stuck', since: outgoing.oldest_at, count: waiting });
  }
  if (incoming.waiting >= MANY_UNREAD) found.push({ kind: 'unread', count: incoming.waiting });
  if (incoming.quarantined > 0) found.push({ kind: 'quarantined', count: incoming.quarantined });
  if (!outgoing.configured) found.push({ kind: 'not_configured' });
  // Without letters that come in there is nobody to believe.
  if (authserv_id === '' && (mailboxes.length > 0 || incoming.last_at !== null)) found.push({ kind: 'nobody_believed' });
  return found;
}

/** What the mark beside "Mail" counts: letters that a person must look at, and everything else that is wrong. */
export const attention = (state: MailState | null, now: number): number =>
  state === null
    ? 0
    : troublesOf(state, now).reduce((sum, trouble) => sum + (trouble.kind === 'quarantined' ? trouble.count : isUrgent(trouble) ? 1 : 0), 0);
