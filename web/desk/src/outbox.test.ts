import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem, type Entry, type NewEntry } from '@ombud/shared/api';
import type { NewPlanned, Planned } from '@ombud/shared/mail';
import { Outbox } from './outbox';
import { at, ME, me, MemoryShelf, said } from './samples';

type Post = (conversation: string, draft: NewEntry) => Promise<Entry>;

const item = (client_id: string, change: object = {}) => ({
  client_id, conversation_id: 'one', body: 'body of ' + client_id, attachments: [], internal: false, answering: 3, at: at(1), ...change,
});
const entryOf = (draft: NewEntry) => said(4, me, { client_id: draft.client_id, body: draft.body });
const planOf = (answer: NewPlanned): Planned => ({
  id: 'p-' + answer.client_id, conversation_id: 'one', author: { id: ME, name: '小梅' }, body: answer.body, attachments: [], removed: [],
  planned_at: at(0), due_at: answer.due_at ?? at(10), held: null,
});
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Outbox', () => {
  test('sends in order, one at a time, and forgets what is stored', async () => {
    const shelf = new MemoryShelf();
    const answers: (() => void)[] = [];
    const post = vi.fn<Post>((_, draft) => new Promise((resolve) => answers.push(() => resolve(entryOf(draft)))));
    const stored = vi.fn();
    const outbox = new Outbox(shelf, ME, post, stored);
    outbox.send(item('a'));
    outbox.send(item('b', { internal: true }));
    await settle();
    expect(post).toHaveBeenCalledTimes(1);
    expect(post).toHaveBeenCalledWith('one', { client_id: 'a', body: 'body of a', answering: 3 });
    answers[0]!();
    await settle();
    expect(post).toHaveBeenLastCalledWith('one', { client_id: 'b', body: 'body of b', internal: true });
    answers[1]!();
    await settle();
    expect(stored).toHaveBeenCalledTimes(2);
    expect(outbox.items.get()).toEqual([]);
    expect(shelf.length).toBe(0);
  });

  test('a lost network keeps the order and tries again by itself with the same client_id', async () => {
    const post = vi.fn<Post>().mockRejectedValueOnce(new Problem('network')).mockImplementation((_, draft) => Promise.resolve(entryOf(draft)));
    const outbox = new Outbox(new MemoryShelf(), ME, post, vi.fn());
    outbox.send(item('a'));
    outbox.send(item('b'));
    await settle();
    expect(outbox.items.get().map(({ state }) => state)).toEqual(['queued', 'queued']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(post.mock.calls.map(([, draft]) => draft.client_id)).toEqual(['a', 'a', 'b']);
    expect(outbox.items.get()).toEqual([]);
  });

  test('waits longer after each failure, and not at all when the connection is back', async () => {
    const post = vi.fn<Post>().mockRejectedValue(new Problem('database.unavailable', 503));
    const outbox = new Outbox(new MemoryShelf(), ME, post, vi.fn());
    outbox.send(item('a'));
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(post).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(post).toHaveBeenCalledTimes(2);
    outbox.flush();
    await settle();
    expect(post).toHaveBeenCalledTimes(3);
  });

  test('goes on after a reload, even with what was on its way', async () => {
    const shelf = new MemoryShelf();
    const before = new Outbox(shelf, ME, () => new Promise(() => undefined), vi.fn());
    before.send(item('b', { at: at(2) }));
    before.send(item('a', { at: at(1) }));
    await settle();
    const post = vi.fn<Post>((_, draft) => Promise.resolve(entryOf(draft)));
    const after = new Outbox(shelf, ME, post, vi.fn());
    after.flush();
    await settle();
    expect(post.mock.calls.map(([, draft]) => draft.client_id)).toEqual(['a', 'b']);
  });

  test('an ended session keeps the message for the next one', async () => {
    const outbox = new Outbox(new MemoryShelf(), ME, () => Promise.reject(new Problem('session.expired', 401)), vi.fn());
    outbox.send(item('a'));
    await settle();
    expect(outbox.items.get()[0]?.state).toBe('queued');
  });

  test('stops where a colleague was faster; insisting sends with the newer answering', async () => {
    const post = vi.fn<Post>().mockRejectedValueOnce(new Problem('entry.answered_already', 409)).mockImplementation((_, draft) => Promise.resolve(entryOf(draft)));
    const outbox = new Outbox(new MemoryShelf(), ME, post, vi.fn());
    outbox.send(item('a'));
    await settle();
    expect(outbox.items.get()[0]?.state).toBe('overtaken');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(1);
    outbox.insist('a', 8);
    await settle();
    expect(post).toHaveBeenLastCalledWith('one', { client_id: 'a', body: 'body of a', answering: 8 });
    expect(outbox.items.get()).toEqual([]);
  });

  test('a refused message says why and holds up nobody', async () => {
    const post = vi.fn<Post>().mockRejectedValueOnce(new Problem('body.too_large', 413)).mockImplementation((_, draft) => Promise.resolve(entryOf(draft)));
    const outbox = new Outbox(new MemoryShelf(), ME, post, vi.fn());
    outbox.send(item('a'));
    outbox.send(item('b'));
    await settle();
    expect(outbox.items.get()).toMatchObject([{ client_id: 'a', state: 'refused', code: 'body.too_large' }]);
    expect(outbox.remove('a')?.body).toBe('body of a');
  });

  test('an entry that the live connection brings first ends the waiting, and is sent no more', async () => {
    const post = vi.fn<Post>().mockRejectedValue(new Problem('timeout'));
    const outbox = new Outbox(new MemoryShelf(), ME, post, vi.fn());
    outbox.send(item('a'));
    await settle();
    outbox.arrived(said(4, me, { client_id: 'a' }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post).toHaveBeenCalledTimes(1);
    expect(outbox.items.get()).toEqual([]);
  });
});

describe('an answer that waits at the desk', () => {
  const planning = () => ({
    plan: vi.fn((_: string, answer: NewPlanned) => Promise.resolve(planOf(answer))),
    planned: vi.fn(),
    takeBack: vi.fn(() => Promise.resolve()),
    tooLate: vi.fn(),
  });
  const boxOf = (plans: ReturnType<typeof planning>, shelf = new MemoryShelf()) => new Outbox(shelf, ME, vi.fn<Post>(), vi.fn(), plans);

  test('is planned instead of posted, then or as soon as it cannot be undone', async () => {
    const plans = planning();
    const outbox = boxOf(plans);
    outbox.send(item('a', { due_at: null }));
    outbox.send(item('b', { due_at: at(3600) }));
    await settle();
    expect(plans.plan.mock.calls).toEqual([
      ['one', { client_id: 'a', body: 'body of a', seen_seq: 3 }],
      ['one', { client_id: 'b', body: 'body of b', seen_seq: 3, due_at: at(3600) }],
    ]);
    expect(plans.planned).toHaveBeenCalledTimes(2);
    expect(outbox.items.get()).toEqual([]);
  });

  test('taken back before it was ever sent is never sent', async () => {
    const plans = planning();
    const outbox = boxOf(plans);
    plans.plan.mockRejectedValueOnce(new Problem('network'));
    outbox.send(item('a', { due_at: null }));
    outbox.send(item('b', { due_at: null }));
    await settle();
    expect(outbox.takeBack('b')?.body).toBe('body of b');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(plans.plan.mock.calls.map(([, { client_id }]) => client_id)).toEqual(['a', 'a']);
  });

  test('taken back while nobody knows whether it arrived, it does not stay at the desk', async () => {
    const plans = planning();
    const shelf = new MemoryShelf();
    plans.plan.mockRejectedValueOnce(new Problem('timeout'));
    plans.takeBack.mockRejectedValueOnce(new Problem('network'));
    const outbox = boxOf(plans, shelf);
    outbox.send(item('a', { due_at: null }));
    await settle();
    expect(outbox.takeBack('a')?.body).toBe('body of a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(plans.takeBack).toHaveBeenCalledTimes(2);
    expect(plans.takeBack).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'p-a' }));
    expect(plans.planned).not.toHaveBeenCalled();
    expect(shelf.length).toBe(0);
  });

  test('taken back on its way is taken back on arrival', async () => {
    const plans = planning();
    let arrive = () => {};
    plans.plan.mockImplementation((_, answer) => new Promise((resolve) => (arrive = () => resolve(planOf(answer)))));
    const outbox = boxOf(plans);
    outbox.send(item('a', { due_at: null }));
    await settle();
    outbox.takeBack('a');
    arrive();
    await settle();
    expect(plans.takeBack).toHaveBeenCalledTimes(1);
    expect(plans.planned).not.toHaveBeenCalled();
  });

  test('that wish survives a reload', async () => {
    const shelf = new MemoryShelf();
    const first = planning();
    first.plan.mockRejectedValue(new Problem('network'));
    const before = boxOf(first, shelf);
    before.send(item('a', { due_at: null }));
    await settle();
    before.takeBack('a');
    await settle();
    before.stop();
    const plans = planning();
    boxOf(plans, shelf).flush();
    await settle();
    expect(plans.takeBack).toHaveBeenCalledTimes(1);
  });

  test('that was posted meanwhile is done, and said to be only to who wanted it back', async () => {
    for (const back of [false, true]) {
      const plans = planning();
      plans.plan.mockRejectedValueOnce(new Problem('timeout')).mockRejectedValue(new Problem('planned.posted', 409));
      const outbox = boxOf(plans);
      outbox.send(item('a', { due_at: null }));
      await settle();
      if (back) outbox.takeBack('a');
      await vi.advanceTimersByTimeAsync(5_000);
      expect(outbox.items.get()).toEqual([]);
      expect(plans.tooLate).toHaveBeenCalledTimes(back ? 1 : 0);
    }
  });

  test('that comes too late for its time waits for a decision', async () => {
    const plans = planning();
    plans.plan.mockRejectedValue(new Problem('field.range', 422, 'due_at'));
    const outbox = boxOf(plans);
    outbox.send(item('a', { due_at: at(5) }));
    await settle();
    expect(outbox.items.get()).toMatchObject([{ state: 'refused', code: 'field.range', body: 'body of a' }]);
  });
});
