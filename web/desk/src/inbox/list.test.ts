import { describe, expect, test } from 'vitest';
import type { InboxPage, InboxRow } from '@ombud/shared/api';
import { at, CHEN, ME, row } from '../samples';
import { belongs, changed, continued, EMPTY, isUnread, merged, opened, refreshed, settled, type List } from './list';

const page = (rows: InboxRow[], next: string | null = null): InboxPage => ({ rows, next, counts: { mine: 0, unassigned: 0, all: 0, snoozed: 0 } });
const rowsOf = (...rows: InboxRow[]) => new Map(rows.map((each) => [each.conversation.id, each]));
const three = () => {
  const rows = [row('a', { updated_at: at(30) }), row('b', { updated_at: at(20) }), row('c', { updated_at: at(10) })];
  return { list: opened(EMPTY, page(rows)), rows: rowsOf(...rows) };
};

describe('what belongs in a view', () => {
  const mine = row('a', { assignee: { id: ME, name: '小梅' } });
  const others = row('b', { assignee: { id: CHEN, name: 'Chen' } });
  const nobodys = row('c');
  const resolved = row('d', { status: 'resolved', assignee: { id: ME, name: '小梅' } });
  test.each([
    ['mine', [mine]],
    ['unassigned', [nobodys]],
    ['all', [mine, others, nobodys]],
    ['resolved', [resolved]],
  ] as const)('%s', (view, expected) => {
    expect([mine, others, nobodys, resolved].filter((each) => belongs(each, view, ME))).toEqual(expected);
  });
});

describe('live events never move what is read', () => {
  test('a newcomer waits above until asked for, then stands on top', () => {
    const { list, rows } = three();
    const newcomer = row('new', { updated_at: at(99) });
    const after = changed(list, newcomer, true, true);
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(after.fresh).toEqual(['new']);
    expect(settled(after, new Map(rows).set('new', newcomer)).order).toEqual(['new', 'a', 'b', 'c']);
  });

  test('a customer who writes again lower down is announced, and not counted twice', () => {
    const { list } = three();
    const once = changed(list, row('c', { updated_at: at(50), last_seq: 2 }), true, true);
    const twice = changed(once, row('c', { updated_at: at(51), last_seq: 3 }), true, true);
    expect(twice.order).toEqual(['a', 'b', 'c']);
    expect(twice.fresh).toEqual(['c']);
  });

  test('the top row and an agent who answers need no announcement', () => {
    const { list } = three();
    expect(changed(list, row('a', { updated_at: at(60) }), true, true).fresh).toEqual([]);
    expect(changed(list, row('c', { updated_at: at(60) }), true, false).fresh).toEqual([]);
  });

  test('a row that leaves the view stays where it is until tidied', () => {
    const { list, rows } = three();
    const after = changed(list, row('b', { status: 'resolved' }), false, false);
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(after.gone).toEqual(new Set(['b']));
    expect(settled(after, rows).order).toEqual(['a', 'c']);
  });

  test('a row that comes back is no longer gone', () => {
    const { list } = three();
    const gone = changed(list, row('b', { status: 'resolved' }), false, false);
    expect(changed(gone, row('b'), true, false).gone.size).toBe(0);
  });

  test('an empty list shows its first row at once', () => {
    expect(changed({ ...EMPTY, phase: 'ready' }, row('a'), true, true).order).toEqual(['a']);
  });

  test('what comes while the first page is on its way is announced beside it, once', () => {
    const asked: List = { ...EMPTY, phase: 'loading' };
    const waiting = changed(changed(asked, row('a'), true, true), row('b'), true, true);
    expect(opened(waiting, page([row('a'), row('c')]))).toMatchObject({ order: ['a', 'c'], fresh: ['b'] });
  });

  test('a view that nobody looks at gathers nothing', () => {
    expect(changed(EMPTY, row('a'), true, true)).toBe(EMPTY);
  });

  test('a row of another view changes nothing', () => {
    const { list } = three();
    expect(changed(list, row('x'), false, true)).toBe(list);
  });
});

describe('pages', () => {
  test('a later page brings no row twice', () => {
    const { list } = three();
    const withFresh: List = { ...list, fresh: ['d'], next: 'cursor' };
    const after = continued(withFresh, page([row('c'), row('d'), row('e')], null));
    expect(after.order).toEqual(['a', 'b', 'c', 'e']);
    expect(after.next).toBeNull();
  });

  test('after a lost connection the missed ones are announced, the missing ones marked, nothing moves', () => {
    const { list, rows } = three();
    const told = page([row('new', { updated_at: at(70) }), row('a', { updated_at: at(30) }), row('c', { updated_at: at(10) })]);
    const after = refreshed(list, told, rows);
    expect(after.order).toEqual(['a', 'b', 'c']);
    expect(after.fresh).toEqual(['new']);
    expect(after.gone).toEqual(new Set(['b']));
  });

  test('rows below the refreshed page are not taken for gone', () => {
    const { list, rows } = three();
    const after = refreshed({ ...list, next: 'deep' }, page([row('a', { updated_at: at(30) }), row('b', { updated_at: at(20) })], 'shallow'), rows);
    expect(after.gone.size).toBe(0);
    expect(after.next).toBe('deep');
  });
});

describe('unread', () => {
  test('a live row keeps what I have seen', () => {
    const known = row('a', { last_seq: 4 }, { seen_seq: 4, last_customer_seq: 4 });
    expect(isUnread(merged(known, row('a', { last_seq: 4 }), true))).toBe(false);
    expect(isUnread(merged(known, row('a', { last_seq: 5 }), true))).toBe(true);
  });

  test('an unknown conversation that a colleague just answered does not call', () => {
    const answered = row('a', { last_seq: 3 }, {
      last_customer_seq: 2,
      preview: { author_kind: 'agent', author_name: 'Chen', body: '好', kind: 'message', posted_at: at(1), attachments: 0 },
    });
    expect(isUnread(merged(undefined, answered, true))).toBe(false);
    expect(isUnread(merged(undefined, answered, false))).toBe(true);
  });

  test('an older page does not undo a newer live row', () => {
    const known = row('a', { last_seq: 9, status: 'resolved' });
    expect(merged(known, row('a', { last_seq: 8, status: 'open' }), false).conversation.status).toBe('resolved');
  });

  test('news say nothing of what was resolved: what was told before stays', () => {
    const silent = row('a', { last_seq: 9, status: 'resolved' }, { preview: null });
    expect(merged(row('a', { last_seq: 8 }), silent, true).preview?.body).toBe('还在吗？');
    expect(merged(row('a', { last_seq: 8 }), silent, false).preview).toBeNull();
    expect(merged(undefined, silent, true).preview).toBeNull();
  });

  test('of a field of words they say only that it is there: what I was told of it stays', () => {
    const handled = (fields: Record<string, unknown>) =>
      row('a', { last_seq: 8, handling: { channel: 'chat', priority: 'normal', queue_id: null, tags: [], snoozed_until: null, fields: fields as Record<string, string> } });
    const known = handled({ phone: '+852 5555', vip: true, old: 'x' });
    const fieldsOf = (before: InboxRow | undefined) => merged(before, handled({ phone: null, vip: false }), true).conversation.handling?.fields;
    expect(fieldsOf(known)).toEqual({ phone: '+852 5555', vip: false });
    expect(fieldsOf(undefined)).toEqual({ vip: false });
  });
});
