import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Http } from '@ombud/shared/api';
import { Live } from '@ombud/shared/live';
import { chen, CHEN, conversation, customer, LETTER, me, said } from '../samples';
import { OpenConversation } from './conversation';

const hooks = { said: vi.fn(), seen: vi.fn() };
let live: Live;

function serve(entries: ReturnType<typeof said>[]): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const url = input as string;
    if (url.endsWith('/seen')) return Promise.resolve(new Response(null, { status: 204 }));
    if (!url.includes('/entries')) return Promise.resolve(Response.json(conversation('one', { last_seq: entries.length })));
    const query = new URL(url, 'http://desk.test').searchParams;
    const after = query.get('after');
    const page = after === null ? entries.filter((entry) => entry.seq < Number(query.get('before'))).slice(-Number(query.get('limit'))) : entries.filter((entry) => entry.seq > Number(after));
    return Promise.resolve(Response.json({ entries: page, last_seq: entries.length }));
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  live = new Live({ base: '' });
  vi.spyOn(live, 'follow');
  vi.spyOn(live, 'unfollow');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const shown = async (count = 3) => {
  serve(Array.from({ length: count }, (_, index) => said(index + 1, customer)));
  const open = new OpenConversation('one', new Http({ base: '' }), live, hooks);
  await open.show(null);
  return open;
};

describe('OpenConversation', () => {
  test('loads the newest page, follows from its end, loads earlier until the first', async () => {
    const open = await shown(70);
    expect(open.state.get().entries.map((entry) => entry.seq).at(0)).toBe(21);
    expect(open.state.get().complete).toBe(false);
    expect(live.follow).toHaveBeenCalledWith('one', 70, open);
    await open.loadEarlier();
    expect(open.state.get()).toMatchObject({ complete: true, earlier: 'idle' });
    expect(open.state.get().entries).toHaveLength(70);
  });

  test('follows only while it is on screen, and resumes after what it holds', async () => {
    const open = await shown();
    open.entry(said(4, customer));
    open.hide();
    expect(live.unfollow).toHaveBeenCalledWith('one');
    await open.show(null);
    expect(live.follow).toHaveBeenLastCalledWith('one', 4, open);
  });

  test('without the live connection, what was said since can be asked for', async () => {
    const open = await shown(3);
    serve([1, 2, 3, 4, 5].map((seq) => said(seq, customer)));
    await open.catchUp();
    expect(open.state.get().entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
    await open.catchUp();
    expect(open.state.get().entries).toHaveLength(5);
  });

  test('a conversation that is not there is told apart from a failure', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(Response.json({ code: 'conversation.unknown' }, { status: 404 })));
    const open = new OpenConversation('gone', new Http({ base: '' }), live, hooks);
    await open.show(null);
    expect(open.state.get().phase).toBe('missing');
    fetched.mockRejectedValue(new TypeError('down'));
    await open.load();
    expect(open.state.get().phase).toBe('failed');
  });

  test('a letter leaves its conversation to whoever has it', async () => {
    const open = await shown();
    open.entry(said(4, me, { data: { assignee: { id: CHEN, name: 'Chen' } } }));
    open.entry(said(5, customer, { data: { letter: LETTER } }));
    expect(open.state.get().conversation!.assignee).toEqual({ id: CHEN, name: 'Chen' });
  });

  test('entries carry status and assignee with them', async () => {
    const open = await shown();
    open.entry({ ...said(4, chen), kind: 'assignment', data: { assignee: { id: CHEN, name: 'Chen' }, previous: null } });
    open.entry({ ...said(5, chen), status: 'waiting' });
    expect(open.state.get().conversation).toMatchObject({ last_seq: 5, status: 'waiting', assignee: { id: CHEN } });
    open.told(conversation('one', { last_seq: 4, status: 'resolved' }));
    expect(open.state.get().conversation?.status).toBe('waiting');
  });

  test('typing ends by a word, by silence, and by the message itself', async () => {
    const open = await shown();
    open.typing(customer, true);
    open.typing(chen, true);
    expect(open.state.get().typing).toHaveLength(2);
    open.typing(chen, false);
    expect(open.state.get().typing).toEqual([customer]);
    open.entry(said(4, customer));
    expect(open.state.get().typing).toEqual([]);
    open.typing(chen, true);
    vi.advanceTimersByTime(6_000);
    expect(open.state.get().typing).toEqual([]);
  });

  test('tells what was seen once, by post when there is no connection', async () => {
    const open = await shown();
    open.markSeen();
    open.markSeen();
    await vi.advanceTimersByTimeAsync(0);
    const posts = vi.mocked(fetch).mock.calls.filter(([url]) => (url as string).endsWith('/seen'));
    expect(posts).toHaveLength(1);
    expect(hooks.seen).toHaveBeenCalledWith('one', 3);
  });

  test('the customer’s reading goes forward only', async () => {
    const open = await shown();
    open.seen('customer', 2);
    open.seen('customer', 1);
    open.seen('staff', 3);
    expect(open.state.get().conversation?.customer_seen_seq).toBe(2);
  });

  test('my own answer by post and by the live connection stands once', async () => {
    const open = await shown();
    open.keep(said(4, me));
    open.entry(said(4, me));
    expect(open.state.get().entries).toHaveLength(4);
  });
});
