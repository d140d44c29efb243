import { describe, expect, test } from 'vitest';
import type { Handling, InboxRow } from '@ombud/shared/api';
import type { Condition } from '@ombud/shared/work';
import { at, CHEN, ME, row } from '../samples';
import { matches } from './matches';

const now = Date.parse(at(3600));
const handling: Handling = { channel: 'email', priority: 'high', queue_id: 'q-1', tags: ['big', 'vip'], fields: { tier: 'gold', amount: 5, refund: true }, snoozed_until: null };
const one = row('a', { topic: 'withdrawal', assignee: { id: ME, name: '小梅' }, updated_at: at(3000), handling }, { waiting_since: at(1800) });
const holds = (field: Condition['field'], is: Condition['is'], values: string[], of: InboxRow = one, me = ME) => matches({ all: [{ field, is, values }], any: [] }, of, me, now);

describe('conditions are judged as the desk judges them', () => {
  test.each<[Condition['field'], string, string]>([
    ['status', 'open', 'new'],
    ['language', 'zh-CN', 'en'],
    ['topic', 'withdrawal', 'none'],
    ['channel', 'email', 'chat'],
    ['queue', 'q-1', 'none'],
    ['priority', 'high', 'urgent'],
    ['tag', 'vip', 'VIP'],
    ['assignee', ME, 'nobody'],
    ['customer', 'user', 'visitor'],
    ['snoozed', 'no', 'yes'],
    ['field:tier', 'gold', 'Gold'],
    ['field:amount', '5', '50'],
    ['field:refund', 'true', 'false'],
  ])('%s', (field, has, hasNot) => {
    expect(holds(field, 'any_of', [has])).toBe(true);
    expect(holds(field, 'any_of', [hasNot])).toBe(false);
    expect(holds(field, 'any_of', [hasNot, has])).toBe(true);
    expect(holds(field, 'none_of', [has])).toBe(false);
    expect(holds(field, 'none_of', [hasNot])).toBe(true);
  });

  test('me is whoever looks', () => {
    expect(holds('assignee', 'any_of', ['me'])).toBe(true);
    expect(holds('assignee', 'any_of', ['me'], one, CHEN)).toBe(false);
    expect(holds('assignee', 'any_of', ['me'], row('b'))).toBe(false);
    expect(holds('assignee', 'any_of', ['nobody'], row('b'))).toBe(true);
  });

  test('spans count whole minutes and take their bound in', () => {
    for (const [field, minutes] of [['waiting', 30], ['age', 60], ['idle', 10]] as const) {
      expect(holds(field, 'at_least', [String(minutes)])).toBe(true);
      expect(holds(field, 'at_least', [String(minutes + 1)])).toBe(false);
      expect(holds(field, 'at_most', [String(minutes)])).toBe(true);
      expect(holds(field, 'at_most', [String(minutes - 1)])).toBe(false);
    }
    expect(holds('waiting', 'at_most', ['999'], row('b'))).toBe(false);
  });

  test('a field that it does not have matches no value', () => {
    expect(holds('field:since', 'any_of', ['2026-01-01'])).toBe(false);
    expect(holds('field:since', 'none_of', ['2026-01-01'])).toBe(true);
    expect(holds('tag', 'all_of', ['vip', 'big'])).toBe(true);
    expect(holds('tag', 'all_of', ['vip', 'small'])).toBe(false);
  });

  test('all of all, and one of any', () => {
    const yes: Condition = { field: 'status', is: 'any_of', values: ['open'] };
    const no: Condition = { field: 'status', is: 'any_of', values: ['new'] };
    expect(matches({ all: [], any: [] }, one, ME, now)).toBe(true);
    expect(matches({ all: [yes, no], any: [] }, one, ME, now)).toBe(false);
    expect(matches({ all: [], any: [no, yes] }, one, ME, now)).toBe(true);
    expect(matches({ all: [yes], any: [no] }, one, ME, now)).toBe(false);
  });
});
