import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Http } from '@ombud/shared/api';
import { Insiders, unhandled } from './insiders';

const C = '018f0000-0000-7000-8000-000000000001';
/** The server's clock is ten minutes behind ours. */
const SERVED = Date.parse('2026-11-29T22:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: SERVED + 600_000 });
  vi.stubGlobal(
    'fetch',
    vi.fn((_: string, { body }: { body: string }) => {
      const { field, purpose } = JSON.parse(body) as { field: string; purpose: string };
      const until = new Date(SERVED + 180_000).toISOString();
      const told = { id: 'r', conversation_id: C, field, purpose, value: 'li@q.com', until };
      return Promise.resolve(new Response(JSON.stringify(told), { status: 201, headers: { date: new Date(SERVED).toUTCString() } }));
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a value stands for as long as the server says, whatever our clock says, and is forgotten then', async () => {
  const insiders = new Insiders(new Http({ base: '' }));
  await insiders.reveal(C, { field: 'email', purpose: 'contact', reason: '' });
  expect(insiders.shown.get()).toMatchObject([{ conversation: C, field: 'email', value: 'li@q.com', until: Date.now() + 180_000 }]);
  await vi.advanceTimersByTimeAsync(179_000);
  expect(insiders.shown.get()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(insiders.shown.get()).toEqual([]);
});

test('what is hidden by hand, or at the end of the session, is gone at once', async () => {
  const insiders = new Insiders(new Http({ base: '' }));
  await insiders.reveal(C, { field: 'email', purpose: 'contact', reason: '' });
  await insiders.reveal(C, { field: 'phone', purpose: 'fraud', reason: '' });
  insiders.hide(C, 'email');
  expect(insiders.shown.get().map(({ field }) => field)).toEqual(['phone']);
  insiders.stop();
  expect(insiders.shown.get()).toEqual([]);
});

test('a wish that is tried again keeps its number, and an empty reason is none', async () => {
  const insiders = new Insiders(new Http({ base: '' }));
  await insiders.reveal(C, { field: 'email', purpose: 'contact', reason: '' }, 'same');
  await insiders.reveal(C, { field: 'email', purpose: 'contact', reason: '' }, 'same');
  const sent = vi.mocked(fetch).mock.calls.map(([, init]) => JSON.parse(init!.body as string) as object);
  expect(sent).toEqual([{ client_id: 'same', field: 'email', purpose: 'contact' }, { client_id: 'same', field: 'email', purpose: 'contact' }]);
  expect(insiders.shown.get()).toHaveLength(1);
});

test('only alarms that nobody has handled are counted', () => {
  const alarm = (handled_at: string | null) => ({ id: 'a', kind: 'canary_opened' as const, staff: { id: 's', name: 'Ana' }, conversation_id: null, reference: null, at: '', handled_at, handled_by: null });
  expect(unhandled(null)).toBe(0);
  expect(unhandled({ window_hours: 24, people: [], reveals: [], alarms: [alarm(null), alarm('x'), alarm(null)] })).toBe(2);
});
