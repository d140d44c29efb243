import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from './api';
import { Live, type Follower, type LiveState } from './live';

/** The desk's end of the connection. */
class Server extends EventTarget {
  static sockets: Server[] = [];
  static get last() {
    return Server.sockets.at(-1)!;
  }
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  heard: Record<string, unknown>[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    Server.sockets.push(this);
  }
  send(text: string) {
    this.heard.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.closed = true;
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  accept() {
    this.onopen?.();
    this.say({ type: 'authenticated' });
  }
  fail(code = 1006) {
    this.onclose?.({ code });
  }
  asked(type: string) {
    return this.heard.filter((frame) => frame.type === type);
  }
}

const entry = (seq: number) => ({ conversation_id: 'c', seq, body: String(seq) }) as Entry;
const posted = (seq: number) => ({ type: 'entry_posted', entry: entry(seq) });
const subscribed = (last_seq: number) => ({ type: 'subscribed', conversation_id: 'c', last_seq });

let live: Live;
let states: LiveState[];
let seqs: number[];
let follower: Follower;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Server);
  Server.sockets = [];
  states = [];
  seqs = [];
  follower = { entry: ({ seq }) => seqs.push(seq) };
  live = new Live({ base: 'https://desk.example', token: () => 't', onState: (state) => states.push(state), random: () => 1 });
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const started = async () => {
  live.start();
  await vi.advanceTimersByTimeAsync(0);
  Server.last.accept();
};

test('speaks first with its token and subscribes once it is known', async () => {
  live.follow('c', 4, follower);
  live.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(Server.last.url).toBe('wss://desk.example/api/v1/live');
  Server.last.onopen?.();
  expect(Server.last.heard).toEqual([{ type: 'authenticate', token: 't' }]);
  Server.last.say({ type: 'authenticated' });
  expect(Server.last.asked('subscribe')).toEqual([{ type: 'subscribe', conversation_id: 'c', after: 4 }]);
});

test('resumes after the last entry it delivered, and repeats nothing', async () => {
  live.follow('c', 0, follower);
  await started();
  Server.last.say(subscribed(2));
  [1, 2, 2, 3].forEach((seq) => Server.last.say(posted(seq)));
  Server.last.fail();
  await vi.advanceTimersByTimeAsync(500);
  Server.last.accept();
  expect(Server.last.asked('subscribe')).toEqual([{ type: 'subscribe', conversation_id: 'c', after: 3 }]);
  Server.last.say(subscribed(5));
  [3, 4, 5].forEach((seq) => Server.last.say(posted(seq)));
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
});

test('asks again when an entry is missing', async () => {
  live.follow('c', 0, follower);
  await started();
  Server.last.say(subscribed(0));
  Server.last.say(posted(1));
  Server.last.say(posted(3));
  expect(seqs).toEqual([1]);
  expect(Server.last.asked('subscribe').at(-1)).toEqual({ type: 'subscribe', conversation_id: 'c', after: 1 });
  Server.last.say(posted(4));
  Server.last.say(subscribed(4));
  [2, 3, 4].forEach((seq) => Server.last.say(posted(seq)));
  expect(seqs).toEqual([1, 2, 3, 4]);
});

test('accepts a hole that the server vouches for: a note is not for customers', async () => {
  live.follow('c', 0, follower);
  await started();
  Server.last.say(subscribed(0));
  Server.last.say(posted(1));
  Server.last.say(posted(3));
  Server.last.say(subscribed(3));
  Server.last.say(posted(3));
  Server.last.say(posted(4));
  expect(seqs).toEqual([1, 3, 4]);
  expect(Server.last.asked('subscribe')).toHaveLength(2);
});

test('waits longer each time, never for ever, and starts over after success', async () => {
  await started();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    const before = Server.sockets.length;
    Server.last.fail();
    let waited = 0;
    while (Server.sockets.length === before) {
      await vi.advanceTimersByTimeAsync(500);
      waited += 500;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  Server.last.accept();
  Server.last.fail();
  const before = Server.sockets.length;
  await vi.advanceTimersByTimeAsync(500);
  expect(Server.sockets.length).toBe(before + 1);
});

test('notices a silent connection', async () => {
  await started();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(Server.last.asked('ping')).toHaveLength(1);
  Server.last.say({ type: 'pong' });
  const silent = Server.last;
  await vi.advanceTimersByTimeAsync(100_000);
  expect(silent.closed).toBe(true);
  expect(Server.last).not.toBe(silent);
});

test('comes back at once when the network does', async () => {
  await started();
  dispatchEvent(new Event('offline'));
  expect(live.state).toBe('waiting');
  dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(Server.sockets).toHaveLength(2);
});

test('does not knock on after the session has ended', async () => {
  await started();
  Server.last.fail(4001);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(live.state).toBe('ended');
  expect(Server.sockets).toHaveLength(1);
  live.restart();
  await vi.advanceTimersByTimeAsync(0);
  expect(Server.sockets).toHaveLength(2);
});

test('tells the inbox to read anew after an interruption, not at the first connection', async () => {
  const resumed = vi.fn();
  live.followInbox({ row: vi.fn(), counts: vi.fn(), resumed });
  await started();
  expect(Server.last.asked('subscribe_inbox')).toHaveLength(1);
  expect(resumed).not.toHaveBeenCalled();
  Server.last.fail();
  await vi.advanceTimersByTimeAsync(500);
  Server.last.accept();
  expect(resumed).toHaveBeenCalledOnce();
});

test('tells of answers that wait, and to look again whenever the connection is new', async () => {
  const plannedChanged = vi.fn();
  live.follow('c', 0, { ...follower, plannedChanged });
  await started();
  expect(plannedChanged).not.toHaveBeenCalled();
  Server.last.say(subscribed(0));
  expect(plannedChanged).toHaveBeenCalledTimes(1);
  Server.last.say({ type: 'planned_changed', conversation_id: 'c' });
  Server.last.say({ type: 'planned_changed', conversation_id: 'another' });
  expect(plannedChanged).toHaveBeenCalledTimes(2);
  Server.last.fail();
  await vi.advanceTimersByTimeAsync(500);
  Server.last.accept();
  Server.last.say(subscribed(0));
  expect(plannedChanged).toHaveBeenCalledTimes(3);
});
