import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '@ombud/shared/api';
import { stepUpQuestion } from '@ombud/ui/step-up';
import { inside, know, leave, refresh, session, watchSession } from './session';

const profile = { id: 'a', language: 'en' } as Parameters<typeof know>[0];
let answers: { status: number; body: object }[];
let calls: string[];

beforeEach(() => {
  calls = [];
  stepUpQuestion.set(null);
  know(profile);
  vi.stubGlobal('fetch', (path: string) => {
    calls.push(path);
    const { status, body } = answers.shift()!;
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});

const refused = { status: 403, body: { code: 'step_up.required' } };

test('a call refused for want of a fresh proof asks once and is made again', async () => {
  answers = [refused, refused, { status: 200, body: { one: 1 } }, { status: 200, body: { two: 2 } }];
  const both = Promise.all([inside.call('POST', '/one'), inside.call('POST', '/two')]);
  await vi.waitFor(() => expect(calls).toHaveLength(2));
  await vi.waitFor(() => expect(stepUpQuestion.get()).not.toBeNull());
  stepUpQuestion.get()!.answer(true);
  expect(await both).toEqual([{ one: 1 }, { two: 2 }]);
  expect(calls).toEqual(['/one', '/two', '/one', '/two']);
  expect(stepUpQuestion.get()).toBeNull();
});

test('whoever does not want to prove it again changes nothing', async () => {
  answers = [refused];
  const call = inside.call('POST', '/one');
  await vi.waitFor(() => expect(stepUpQuestion.get()).not.toBeNull());
  stepUpQuestion.get()!.answer(false);
  await expect(call).rejects.toEqual(new Problem('cancelled'));
  expect(calls).toEqual(['/one']);
});

test('a wrong code is an answer; only a session that is over ends it here', async () => {
  answers = [{ status: 401, body: { code: 'code.wrong' } }];
  await expect(inside.call('POST', '/one')).rejects.toMatchObject({ code: 'code.wrong' });
  expect(session.get().state).toBe('signed in');
  answers = [{ status: 404, body: { code: 'session.unknown' } }];
  await expect(inside.call('DELETE', '/other')).rejects.toMatchObject({ code: 'session.unknown' });
  expect(session.get().state).toBe('signed in');
  answers = [{ status: 401, body: { code: 'session.expired' } }];
  await expect(inside.call('POST', '/one')).rejects.toMatchObject({ code: 'session.expired' });
  expect(session.get()).toEqual({ state: 'nobody', ended: true });
});

test('who leaves in one tab is gone from the others', async () => {
  watchSession();
  const elsewhere = new BroadcastChannel('ombud.me.session');
  answers = [{ status: 401, body: { code: 'session.required' } }];
  elsewhere.postMessage('left');
  await vi.waitFor(() => expect(session.get()).toEqual({ state: 'nobody', ended: true }));

  know(profile);
  const heard = new Promise((resolve) => (elsewhere.onmessage = resolve));
  leave(false);
  await heard;
  elsewhere.close();
});

test('a page that is looked at again asks whether the session still stands', async () => {
  watchSession();
  answers = [{ status: 401, body: { code: 'session.required' } }];
  dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(session.get()).toEqual({ state: 'nobody', ended: true }));
});

test('an answer that comes after the end brings nobody back', async () => {
  answers = [{ status: 200, body: profile }];
  const late = refresh();
  leave(false);
  await late;
  expect(session.get().state).toBe('nobody');
});
