import { expect, test } from 'vitest';
import type { Entry } from '@ombud/shared/api';
import type { Planned } from '@ombud/shared/mail';
import { at, me, said } from '../samples';
import { opposite, undoOf } from './undo';

const NOW = Date.parse(at(0));
const happened = (kind: string, data: unknown) => ({ ...said(1, me), kind, data }) as unknown as Entry;

test('each change of handling has its opposite', () => {
  expect(
    opposite(
      {
        set: { topic: 'deposit', priority: 'high', queue_id: 'q2', tags: ['a', 'c'], snoozed_until: at(3600) },
        before: { topic: null, priority: 'normal', queue_id: 'q1', tags: ['a', 'b'], snoozed_until: null },
      },
      NOW,
    ),
  ).toEqual({ priority: 'normal', queue_id: 'q1', remove_tags: ['c'], add_tags: ['b'], clear: ['topic', 'snoozed_until'] });
});

test('a snooze that has ended is not begun again', () => {
  expect(opposite({ set: { snoozed_until: null }, before: { snoozed_until: at(-10) } }, NOW)).toBeNull();
  expect(opposite({ set: { snoozed_until: null }, before: { snoozed_until: at(60) } }, NOW)).toEqual({ snoozed_until: at(60) });
});

test('the last act is undone first, an answer that waits before all, and a note stays', () => {
  const planned = { id: 'p' } as Planned;
  const entries = [
    happened('assignment', { assignee: { id: me.id, name: 'x' }, previous: { id: 'chen', name: 'Chen' } }),
    happened('handling', { set: { priority: 'high' }, before: { priority: 'low' } }),
    happened('note', null),
    happened('state', { from: 'new', to: 'resolved' }),
  ];
  expect(undoOf({ entries, planned }, NOW)).toEqual([
    { type: 'take back', plan: planned },
    { type: 'status', status: 'open' },
    { type: 'change', change: { priority: 'low' } },
    { type: 'assign', to: 'chen' },
  ]);
  expect(undoOf({ entries: [happened('assignment', { assignee: null, previous: null })], planned: null }, NOW)).toEqual([{ type: 'assign', to: null }]);
});
