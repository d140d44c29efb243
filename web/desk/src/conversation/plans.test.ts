import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Http } from '@ombud/shared/api';
import type { Planned } from '@ombud/shared/mail';
import { CHEN, ME, me, said } from '../samples';
import { canUndo, fitsLater, laterTimes, Plans, waitingOf } from './plans';

const NOW = Date.parse('2026-05-04T12:00:00Z');
const time = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const plan = (id: string, change: Partial<Planned> = {}): Planned => ({
  id, conversation_id: 'one', author: { id: ME, name: '小梅' }, body: 'body of ' + id, attachments: [], removed: [],
  planned_at: time(0), due_at: time(10), held: null, ...change,
});

/** Answers each call as the test says, in any order. */
class Server extends Http {
  readonly asked: { method: string; path: string; answer: (body: unknown, headers?: HeadersInit) => void; fail: (error: Error) => void }[] = [];
  constructor() {
    super({ base: '' });
  }
  override send(method: string, path: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.asked.push({ method, path, answer: (body, headers) => resolve(new Response(JSON.stringify(body), headers ? { headers } : {})), fail: reject });
    });
  }
}
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('what waits', () => {
  test('the next comes first, and what the log shows already waits no more', () => {
    const plans = [plan('late', { due_at: time(300) }), plan('gone'), plan('soon')];
    const entries = [said(1, me, { client_id: 'planned-gone' })];
    expect(waitingOf(plans, entries).map(({ id }) => id)).toEqual(['soon', 'late']);
  });

  test('what was just sent can be undone; what was put off or held is edited', () => {
    expect(canUndo(plan('a'))).toBe(true);
    expect(canUndo(plan('a', { due_at: time(61) }))).toBe(false);
    expect(canUndo(plan('a', { held: 'resolved' }))).toBe(false);
  });
});

describe('later', () => {
  const named = (now: Date) => laterTimes(now).map(({ choice, at }) => [choice, at.getTime() - now.getTime()] as const);
  const inHours = (hours: number) => hours * 3_600_000;

  test('is an hour, tomorrow at nine, and the next Monday at nine, here', () => {
    const wednesday = new Date(2026, 4, 6, 15, 30);
    expect(named(wednesday)).toEqual([['hour', inHours(1)], ['tomorrow', inHours(17.5)], ['monday', inHours(17.5 + 4 * 24)]]);
  });

  test('on a Sunday Monday is tomorrow, on a Monday it is in a week', () => {
    expect(laterTimes(new Date(2026, 4, 3, 12)).map(({ choice }) => choice)).toEqual(['hour', 'tomorrow']);
    expect(laterTimes(new Date(2026, 4, 4, 12)).at(-1)!.at).toEqual(new Date(2026, 4, 11, 9));
  });

  test('is neither the past nor the day after the farthest', () => {
    expect(fitsLater(time(1), NOW)).toBe(true);
    expect(fitsLater(time(90 * 86_400), NOW)).toBe(true);
    for (const never of [null, time(0), time(-1), time(90 * 86_400 + 1)]) expect(fitsLater(never, NOW)).toBe(false);
  });
});

describe('Plans', () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
  afterEach(() => vi.useRealTimers());

  test('counts down by the desk’s clock, however wrong ours is', () => {
    const plans = new Plans('one', new Server());
    const ours = NOW - 45_000;
    vi.setSystemTime(ours);
    plans.keep(plan('a'), []);
    expect(plans.secondsLeft(plan('a'), ours)).toBe(10);
    expect(plans.secondsLeft(plan('a'), ours + 3_500)).toBe(7);
    expect(plans.secondsLeft(plan('a'), ours + 30_000)).toBe(0);
    expect(plans.isLate(plan('a'), ours + 30_000)).toBe(false);
    expect(plans.isLate(plan('a'), ours + 41_000)).toBe(true);
  });

  test('an answer that was asked for before something was done changes nothing', async () => {
    const server = new Server();
    const plans = new Plans('one', server);
    void plans.load();
    plans.keep(plan('mine'), []);
    server.asked[0]!.answer({ planned: [] });
    await settle();
    expect(plans.items.get().map(({ id }) => id)).toEqual(['mine']);
  });

  test('what is known stays when it cannot be asked for', async () => {
    const server = new Server();
    const plans = new Plans('one', server);
    plans.keep(plan('mine'), []);
    void plans.load();
    server.asked[0]!.fail(new Error('network'));
    await settle();
    expect(plans.items.get()).toHaveLength(1);
  });

  const pdf = { 'content-disposition': "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf", 'content-type': 'application/pdf', 'content-length': '77' };

  test('taken back it comes with its files: as we know them, else as the desk tells', async () => {
    const server = new Server();
    const plans = new Plans('one', server);
    const known = { id: 'f1', name: '截图.png', media_type: 'image/png', bytes: 9, width: 1, height: 1, thumbnail: true, scan: 'clean' as const };
    plans.keep(plan('a', { attachments: ['f1', 'f2', 'f3'] }), [known]);
    const back = plans.takeBack('a', ME);
    server.asked[0]!.answer(plan('a', { attachments: ['f1', 'f2', 'f3'] }));
    await settle();
    expect(plans.items.get()).toEqual([]);
    const [, f2, f3] = server.asked;
    f2!.answer('', pdf);
    f3!.fail(new Error('gone'));
    const { attachments, files, left } = await back;
    expect(attachments.map(({ id, name, bytes }) => [id, name, bytes])).toEqual([['f1', '截图.png', 9], ['f2', '证明.pdf', 77]]);
    expect(files).toEqual([]);
    expect(left).toBe(1);
  });

  test('a colleague’s files come along whole, to be uploaded anew', async () => {
    const server = new Server();
    const plans = new Plans('one', server);
    const back = plans.takeBack('a', ME);
    server.asked[0]!.answer(plan('a', { attachments: ['f2'], author: { id: CHEN, name: 'Chen' } }));
    await settle();
    server.asked[1]!.answer('words of it', pdf);
    const { attachments, files, left } = await back;
    expect([attachments, left]).toEqual([[], 0]);
    expect([files[0]!.name, files[0]!.type, await files[0]!.text()]).toEqual(['证明.pdf', 'application/pdf', '"words of it"']);
  });

  test('what cannot be taken back stays', async () => {
    const server = new Server();
    const plans = new Plans('one', server);
    plans.keep(plan('a'), []);
    const back = plans.takeBack('a', ME);
    server.asked[0]!.fail(new Error('planned.posted'));
    await expect(back).rejects.toThrow('planned.posted');
    expect(plans.items.get()).toHaveLength(1);
  });
});
