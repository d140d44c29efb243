import { expect, test } from 'vitest';
import type { MailState, Mailbox } from '@ombud/shared/mail';
import { attention, troublesOf } from './health';

const NOW = Date.parse('2026-05-04T12:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const mailbox = (change: Partial<Mailbox> = {}): Mailbox => ({
  id: 'm', name: 'm', url: 'imaps://mail.example', folder: 'INBOX', user: 'us@example.com', sign_in: 'password',
  looked_at: ago(0), letter_at: ago(30), fault: null, fault_at: null, ...change,
});
const state = (change: { outgoing?: Partial<MailState['outgoing']>; incoming?: Partial<MailState['incoming']> } & Partial<Pick<MailState, 'mailboxes' | 'authserv_id'>> = {}): MailState => ({
  address: 'us@example.com', authserv_id: 'mx.example', mailboxes: [mailbox()], brands: [], ...change,
  outgoing: { configured: true, queued: 0, deferred: 0, oldest_at: null, bounced_today: 0, suppressed: 0, ...change.outgoing },
  incoming: { waiting: 0, quarantined: 0, set_aside_week: 0, last_at: ago(30), ...change.incoming },
});
const kinds = (of: MailState) => troublesOf(of, NOW).map(({ kind }) => kind);

test('a quiet desk has no troubles, nor one that is just busy', () => {
  expect(kinds(state())).toEqual([]);
  expect(kinds(state({ outgoing: { queued: 40, oldest_at: ago(1), bounced_today: 3, suppressed: 9 }, incoming: { waiting: 20, set_aside_week: 500 } }))).toEqual([]);
  expect(kinds(state({ mailboxes: [mailbox({ looked_at: null })] }))).toEqual([]);
});

test('each thing that is wrong is told once, and counted', () => {
  const faulty = mailbox({ fault: 'mail.imap_refused', fault_at: ago(60), looked_at: ago(60) });
  const wrong = state({
    authserv_id: '',
    mailboxes: [mailbox(), faulty, mailbox({ looked_at: ago(11) })],
    outgoing: { deferred: 5, oldest_at: ago(11) },
    incoming: { waiting: 100, quarantined: 12 },
  });
  expect(kinds(wrong)).toEqual(['mailbox', 'not_looked_at', 'stuck', 'unread', 'quarantined', 'nobody_believed']);
  expect(attention(wrong, NOW)).toBe(4 + 12);
});

test('what is only worth knowing makes no mark', () => {
  const demo = state({ authserv_id: '', mailboxes: [], outgoing: { configured: false }, incoming: { last_at: null } });
  expect(kinds(demo)).toEqual(['not_configured']);
  expect(attention(demo, NOW)).toBe(0);
  expect(attention(null, NOW)).toBe(0);
});

test('it becomes late without any news', () => {
  const waiting = state({ outgoing: { queued: 1, oldest_at: ago(0) } });
  expect(attention(waiting, NOW + 10 * 60_000)).toBe(0);
  expect(troublesOf(waiting, NOW + 11 * 60_000).map(({ kind }) => kind)).toContain('stuck');
});
