import { beforeEach, expect, test, vi, type Mock } from 'vitest';
import { Http, Problem, type Conversation, type Entry } from '@ombud/shared/api';
import { makeKeep, type Keep } from '../keep';
import { Outbox, type Carrier, type OutboxEvents } from './outbox';
import type { Session } from './session';

/** What the desk answers to each call: a status and a body, or a network that fails. */
type Answer = { status: number; body: object } | 'no network';

let answers: Answer[];
let calls: { path: string; body: Record<string, unknown> }[];
let keep: Keep;
let session: Session;
let carrier: Carrier;
type HandOver = Awaited<ReturnType<Carrier['needGuide']>>['handOver'];
let handOver: Mock<HandOver>;
let events: { [name in keyof OutboxEvents]: ReturnType<typeof vi.fn> };

const made = { status: 201, body: { id: 'c1', status: 'new', last_seq: 1 } as Partial<Conversation> };
const posted = { status: 201, body: { seq: 2 } as Partial<Entry> };
const refused = (status: number, code: string, retry_after?: number) => ({ status, body: { code, retry_after } });

const open = () =>
  new Outbox(keep, new Http({ base: 'https://desk.example', token: () => 't' }), session, carrier, events as unknown as OutboxEvents);
const words = (body: string, conversation: string | null = 'c1') => ({ conversation, thread: 't1', language: 'en' as const, body, files: [] });

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  answers = [];
  calls = [];
  keep = makeKeep('https://desk.example');
  session = { owner: 'guest', begin: () => Promise.resolve() } as unknown as Session;
  handOver = vi.fn<HandOver>().mockResolvedValue(posted.body as Entry);
  carrier = { upload: vi.fn().mockResolvedValue('a1'), forget: vi.fn(), needGuide: () => Promise.resolve({ handOver }) };
  events = { changed: vi.fn(), started: vi.fn().mockResolvedValue(undefined), posted: vi.fn() };
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    calls.push({ path: new URL(url).pathname, body: JSON.parse(init.body as string) as Record<string, unknown> });
    const answer = answers.shift() ?? 'no network';
    return answer === 'no network'
      ? Promise.reject(new TypeError('failed'))
      : Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  });
});

const settled = () => vi.advanceTimersByTimeAsync(0);

test('the first word makes the conversation, under a key that a retry repeats', async () => {
  answers = ['no network', made];
  const outbox = open();
  outbox.add(words('hello', null));
  await settled();
  expect(outbox.items()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls.map(({ body }) => body)).toEqual(Array(2).fill({ client_id: 't1', language: 'en', body: 'hello' }));
  expect(events.started).toHaveBeenCalledOnce();
  expect(outbox.items()).toEqual([]);
});

test('what was written offline survives a reload and goes in order, each under its own key', async () => {
  const before = open();
  before.add(words('one', null));
  before.add(words('two', null));
  await settled();
  before.stop();
  answers = [made, posted];
  const after = open();
  await after.flush();
  const sent = calls.slice(-2);
  expect(sent.map(({ path, body }) => [path, body.body])).toEqual([
    ['/api/v1/conversations', 'one'],
    ['/api/v1/conversations/c1/entries', 'two'],
  ]);
  expect(after.items()).toEqual([]);
});

test('a retry after a lost answer repeats the client_id', async () => {
  answers = ['no network', posted];
  const outbox = open();
  outbox.add(words('once'));
  await settled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls[0]!.body.client_id).toBe(calls[1]!.body.client_id);
  expect(events.posted).toHaveBeenCalledOnce();
});

test('waits as long as the desk asks', async () => {
  answers = [refused(429, 'rate.limited', 7), posted];
  const outbox = open();
  outbox.add(words('fast'));
  await settled();
  expect(outbox.pause).toBe(7);
  await vi.advanceTimersByTimeAsync(6_900);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(outbox.items()).toEqual([]);
  expect(outbox.pause).toBe(0);
});

test('what the desk refuses is kept with the reason and does not hold up the rest', async () => {
  answers = [refused(422, 'attachment.type'), posted];
  const outbox = open();
  outbox.add(words('bad'));
  outbox.add(words('good'));
  await settled();
  expect(outbox.items().map(({ body, error }) => [body, error])).toEqual([['bad', 'attachment.type']]);
  answers = [posted];
  outbox.retry(outbox.items()[0]!);
  await settled();
  expect(outbox.items()).toEqual([]);
});

test('files go first; one that is already there is not sent twice', async () => {
  answers = ['no network', posted];
  const outbox = open();
  outbox.add({ ...words('look'), files: [{ key: 'k', name: 'a.png', type: 'image/png', bytes: 3 }] });
  await settled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(carrier.upload).toHaveBeenCalledOnce();
  expect(calls.at(-1)!.body.attachments).toEqual(['a1']);
  expect(carrier.forget).toHaveBeenCalledOnce();
});

test('a conversation that the desk no longer knows becomes a new one', async () => {
  answers = [refused(404, 'conversation.unknown'), made];
  const outbox = open();
  outbox.add(words('still here'));
  await settled();
  expect(calls.map(({ path }) => path)).toEqual(['/api/v1/conversations/c1/entries', '/api/v1/conversations']);
  expect(outbox.items()).toEqual([]);
});

test('nobody sends or sees what another person left in this browser', async () => {
  session = { owner: 'emma', begin: () => Promise.resolve() } as unknown as Session;
  open().add(words('private'));
  await settled();
  session = { owner: 'li-wei', begin: () => Promise.resolve() } as unknown as Session;
  const outbox = open();
  calls = [];
  await outbox.flush();
  expect([outbox.items(), calls]).toEqual([[], []]);
  outbox.forgetOthers();
  expect(keep.get('outbox')).toBeNull();
});

test('a guided answer is handed over with the words: into a conversation of its own topic, after the pictures, until it is done', async () => {
  const run = { token: 'omr1_x', topic: 'deposit' as const, fields: [{ name: 'since', value: 'Monday' }] };
  const file = { key: 'k', name: 'shot.png', type: 'image/png', bytes: 3 };
  handOver.mockRejectedValueOnce(new Problem('network'));
  answers = [made];
  const outbox = open();
  outbox.add({ ...words('it is not there', null), files: [file], run });
  await settled();
  expect(calls).toEqual([{ path: '/api/v1/conversations', body: { client_id: 't1', language: 'en', topic: 'deposit' } }]);
  expect(outbox.items()).toMatchObject([{ run, conversation: 'c1', error: null }]);
  await vi.advanceTimersByTimeAsync(1000);
  const handed = ['c1', expect.objectContaining({ body: 'it is not there', run }), ['a1']];
  expect(handOver.mock.calls).toEqual([handed, handed]);
  expect(carrier.upload).toHaveBeenCalledOnce();
  expect(events.posted).toHaveBeenCalledWith(posted.body);
  expect(outbox.items()).toEqual([]);
});
