import { afterEach, describe, expect, test, vi } from 'vitest';
import { Http, type InboxPage } from '@ombud/shared/api';
import { at, CHEN, ME, row } from '../samples';
import { Inbox, unreadCount } from './inbox';

const counts = { mine: 1, unassigned: 2, all: 3, snoozed: 0 };
const answer = (page: InboxPage) => vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(Response.json(page)));
const mine = { assignee: { id: ME, name: '小梅' } };

afterEach(() => vi.restoreAllMocks());

describe('Inbox', () => {
  test('asks for the view, keeps rows and counts, and goes on from the cursor', async () => {
    const fetched = answer({ rows: [row('a', mine)], next: 'then', counts });
    const inbox = new Inbox(new Http({ base: '' }), ME);
    await inbox.open('mine');
    expect(fetched.mock.calls[0]![0]).toBe('/api/v1/inbox?view=mine&status=active&limit=50');
    expect(inbox.list('mine').get()).toMatchObject({ phase: 'ready', order: ['a'], next: 'then' });
    expect(inbox.counts.get()).toEqual(counts);
    fetched.mockImplementation(() => Promise.resolve(Response.json({ rows: [row('b', mine)], next: null, counts })));
    await inbox.more('mine');
    expect(fetched.mock.lastCall![0]).toContain('cursor=then');
    expect(inbox.list('mine').get().order).toEqual(['a', 'b']);
  });

  test('a failed first page can be tried again; a failed later one keeps what is there', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('down'));
    const inbox = new Inbox(new Http({ base: '' }), ME);
    await inbox.open('all');
    expect(inbox.list('all').get().phase).toBe('failed');
    fetched.mockImplementation(() => Promise.resolve(Response.json({ rows: [row('a')], next: 'x', counts })));
    await inbox.open('all');
    fetched.mockRejectedValue(new TypeError('down'));
    await inbox.more('all');
    expect(inbox.list('all').get()).toMatchObject({ phase: 'ready', order: ['a'], next: 'x' });
  });

  test('calls for what concerns me: mine and nobody’s, once for each thing said', () => {
    const called = vi.fn();
    const inbox = new Inbox(new Http({ base: '' }), ME, called);
    inbox.row(row('theirs', { assignee: { id: CHEN, name: 'Chen' } }));
    expect(called).not.toHaveBeenCalled();
    inbox.row(row('mine', { ...mine, last_seq: 2 }));
    inbox.row(row('mine', { ...mine, last_seq: 3, status: 'waiting' }, { last_customer_seq: 2 }));
    expect(called).toHaveBeenCalledTimes(1);
    inbox.row(row('nobodys'));
    expect(called).toHaveBeenCalledTimes(2);
  });

  test('a conversation that I take moves from unassigned to mine', async () => {
    answer({ rows: [row('a', { updated_at: at(1) })], next: null, counts });
    const inbox = new Inbox(new Http({ base: '' }), ME);
    await inbox.open('unassigned');
    inbox.list('mine').change((list) => ({ ...list, phase: 'ready' }));
    inbox.row(row('a', { ...mine, last_seq: 2 }, { last_customer_seq: 1 }));
    expect(inbox.list('unassigned').get().gone).toEqual(new Set(['a']));
    expect(inbox.list('mine').get().order).toEqual(['a']);
  });

  test('counts the unread of mine and nobody’s until they are seen', () => {
    const inbox = new Inbox(new Http({ base: '' }), ME);
    inbox.row(row('a', mine));
    inbox.row(row('b'));
    inbox.row(row('c', { assignee: { id: CHEN, name: 'Chen' } }));
    inbox.row(row('d', { status: 'resolved', ...mine }));
    expect(unreadCount(inbox.rows.get(), ME)).toBe(2);
    inbox.seen('a', 1);
    expect(unreadCount(inbox.rows.get(), ME)).toBe(1);
  });
});
