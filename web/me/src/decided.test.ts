// What the screens decide before they draw.
import { expect, test } from 'vitest';
import type { ResetStatus } from '@ombud/shared/account';
import { translator } from '@ombud/shared/i18n';
import { shortened } from './account/address-book';
import { networksIn } from './account/api-keys';
import { byDay } from './account/devices';
import { grade } from './account/overview';
import { soon } from './door/forgotten';
import { saying } from './door/new-password';
import { recoverySteps } from './door/recovery';
import type { Text } from './door/text';
import en from '../messages/door.en.json';

const text = translator({ en, 'zh-CN': en }, 'en') as Text;

test('a letter is followed closely while it leaves, and no more when its link was used', () => {
  const status = (state: ResetStatus['state'], used = false): ResetStatus => ({ state, at: '', reply: null, next_try: null, resend_at: null, used });
  expect(soon(null)).toBe(soon(status('queued')));
  expect(soon(status('deferred'))).toBeGreaterThan(soon(status('queued')));
  expect(soon(status('accepted', true))).toBe(0);
});

test('a recovery shows where it stands, and where it ended', () => {
  const states = (state: Parameters<typeof recoverySteps>[1]['state'], effective_at: string | null = null) =>
    recoverySteps(text, { tracking: '', state, statement_at: '2026-01-01T00:00:00Z', approvals: 1, effective_at }).map((step) => step.state);
  expect(states('waiting_for_staff')).toEqual(['done', 'now', 'next', 'next']);
  expect(states('waiting_time', '2026-01-03T00:00:00Z')).toEqual(['done', 'done', 'now', 'next']);
  expect(states('done', '2026-01-03T00:00:00Z')).toEqual(['done', 'done', 'done', 'done']);
  expect(states('refused')).toEqual(['done', 'failed', 'next', 'next']);
  expect(states('stopped', '2026-01-03T00:00:00Z')).toEqual(['done', 'done', 'failed', 'next']);
});

test('one danger is never called good', () => {
  const item = (state: 'good' | 'advice' | 'danger') => ({ key: 'password', state, weight: 10, lost: 0 });
  expect(grade({ score: 95, items: [item('good')] })).toBe('good');
  expect(grade({ score: 95, items: [item('danger')] })).toBe('poor');
  expect(grade({ score: 70, items: [item('advice')] })).toBe('fair');
  expect(grade({ score: 30, items: [item('advice')] })).toBe('poor');
});

test('the strength of a password is told by its reason first', () => {
  expect(saying('', null)).toBe('strength.rule');
  expect(saying('a', null)).toBe('strength.asking');
  expect(saying('a', { score: 4, enough: false, reason: 'breached' })).toBe('strength.breached');
  expect(saying('a', { score: 2, enough: false, reason: null })).toBe('strength.weak');
  expect(saying('a', { score: 4, enough: true, reason: null })).toBe('strength.best');
});

test('small things: networks as people type them, addresses by both ends, days of a history', () => {
  expect(networksIn(' 203.0.113.7，198.51.100.0/24\n2001:db8::/32; ')).toEqual(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32']);
  expect(shortened('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq')).toBe('bc1qar0s…zzwf5mdq');
  expect(shortened('rShort')).toBe('rShort');
  const event = (seq: number, at: string) => ({ seq, at, kind: 'signed_in', device: null, place: null, network: null, detail: null });
  const days = byDay([event(3, '2026-01-02T12:00:00'), event(2, '2026-01-02T01:00:00'), event(1, '2026-01-01T12:00:00')]);
  expect(days.map(({ events }) => events.map(({ seq }) => seq))).toEqual([[3, 2], [1]]);
});
