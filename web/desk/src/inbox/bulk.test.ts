import { afterEach, describe, expect, test, vi } from 'vitest';
import { Http } from '@ombud/shared/api';
import { actOnAll, pieces, undoAll } from './bulk';

const http = new Http({ base: '' });
const never = { progress: () => undefined, stopped: () => false };
const ids = Array.from({ length: 60 }, (_, index) => 'c' + index);
interface Sent { conversation_ids: string[]; client_id: string; act: unknown }

/** The desk: does everything, unless told otherwise. */
function desk(answer: (sent: Sent, call: number) => Response | Promise<Response>) {
  const sent: Sent[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) => {
    const body = JSON.parse(init!.body as string) as Sent;
    sent.push(body);
    return Promise.resolve(answer(body, sent.length));
  });
  return sent;
}
const done = ({ conversation_ids }: Sent, data: unknown = { from: 'open', to: 'resolved' }) =>
  Response.json({ outcomes: conversation_ids.map((conversation_id) => ({ conversation_id, outcome: 'done', code: null, data })) });
const refused = (status: number, code: string) => Response.json({ code }, { status });

afterEach(() => vi.restoreAllMocks());

describe('an act on many', () => {
  test('goes in pieces under one client id, and tells how far it is', async () => {
    const sent = desk((body) => done(body));
    const told: number[] = [];
    const result = await actOnAll(http, ids, { status: 'resolved' }, { ...never, progress: (part) => told.push(part) });
    expect(sent.flatMap(({ conversation_ids }) => conversation_ids)).toEqual(ids);
    expect(new Set(sent.map(({ client_id }) => client_id)).size).toBe(1);
    expect(told).toEqual([25, 50, 60]);
    expect(result.done).toHaveLength(60);
    expect(pieces([])).toEqual([]);
  });

  test('keeps what went through when a later piece fails', async () => {
    desk((body, call) => (call === 2 ? refused(503, 'desk.busy') : done(body)));
    const result = await actOnAll(http, ids, { status: 'resolved' }, never);
    expect(result.done).toHaveLength(35);
    expect(result.failed).toHaveLength(25);
    expect(result.failed[0]).toEqual({ id: 'c25', code: 'desk.busy' });
  });

  test('an act that is wrong itself is refused as a whole', async () => {
    desk(() => refused(422, 'field.choice'));
    await expect(actOnAll(http, ids, { status: 'resolved' }, never)).rejects.toMatchObject({ code: 'field.choice' });
  });

  test('tells unchanged, failed and done apart', async () => {
    desk(({ conversation_ids }) =>
      Response.json({
        outcomes: conversation_ids.map((conversation_id, place) => ({
          conversation_id, outcome: (['done', 'unchanged', 'failed'] as const)[place % 3], code: place % 3 === 2 ? 'conversation.unknown' : null, data: null,
        })),
      }),
    );
    const result = await actOnAll(http, ids.slice(0, 6), { status: 'open' }, never);
    expect([result.done.length, result.unchanged, result.failed.length]).toEqual([2, 2, 2]);
    expect(result.failed[0]!.code).toBe('conversation.unknown');
  });

  test('stops where it is told to', async () => {
    const sent = desk((body) => done(body));
    const result = await actOnAll(http, ids, { status: 'resolved' }, { ...never, stopped: () => sent.length === 1 });
    expect(result.done).toHaveLength(25);
    expect(result.failed).toEqual([]);
  });

  test('is undone by as few acts as bring each back to where it was', async () => {
    const sent = desk((body) => done(body));
    const undone = await undoAll(
      http,
      [
        { id: 'a', data: { from: 'new', to: 'resolved' } },
        { id: 'b', data: { from: 'waiting', to: 'resolved' } },
        { id: 'c', data: { from: 'open', to: 'resolved' } },
      ],
      never,
    );
    expect(sent.map(({ act, conversation_ids }) => [act, conversation_ids])).toEqual([
      [{ status: 'open' }, ['a', 'c']],
      [{ status: 'waiting' }, ['b']],
    ]);
    expect(undone).toBe(3);
  });
});
