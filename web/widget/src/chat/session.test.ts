import { beforeEach, expect, test, vi } from 'vitest';
import { BY_COOKIE } from '@ombud/shared/api';
import type { Account, GetToken, Host } from '../host';
import { makeKeep } from '../keep';
import { Session } from './session';

const DAY = 86_400_000;
let calls: { path: string; bearer: string | null; body: unknown }[];
let signedIn: string | null;
let account: Account | null;
let getToken: GetToken | null;

const open = () => new Session({ desk: 'https://desk.example', keep: makeKeep('https://desk.example'), language: 'en', account, getToken } as Host);

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
  calls = [];
  account = null;
  getToken = null;
  signedIn = 'platform-emma';
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const bearer = new Headers(init.headers).get('authorization');
    calls.push({ path: new URL(url).pathname.slice(8), bearer, body: JSON.parse(init.body as string) });
    const token = `token-${calls.length}`;
    const answer = url.endsWith('visitors')
      ? { visitor_id: 'v', token, expires_at: new Date(Date.now() + 30 * DAY).toISOString() }
      : { customer_id: 'emma', name: 'Emma', token, expires_at: new Date(Date.now() + DAY).toISOString() };
    return Promise.resolve(new Response(JSON.stringify(answer), { status: 201 }));
  });
});

test('a guest who only looks leaves no trace at the desk', async () => {
  expect(await open().token()).toBeNull();
  expect(calls).toEqual([]);
});

test('a guest stays the same over reloads, and is renewed in time', async () => {
  const first = open();
  await first.begin();
  expect(await open().token()).toBe('token-1');
  vi.setSystemTime(25 * DAY);
  expect(await open().token()).toBe('token-2');
  expect(calls.at(-1)!.bearer).toBe('Bearer token-1');
  vi.setSystemTime(80 * DAY);
  expect(await open().token()).toBeNull();
});

test('a signed-in customer is who the platform says, asked again before it expires', async () => {
  getToken = () => Promise.resolve(signedIn);
  const session = open();
  expect(await Promise.all([session.token(), session.token()])).toEqual(['token-1', 'token-1']);
  expect([session.customer, session.owner]).toEqual([{ id: 'emma', name: 'Emma' }, 'emma']);
  expect(calls).toEqual([{ path: 'customers/sessions', bearer: null, body: { token: 'platform-emma' } }]);
  vi.setSystemTime(0.9 * DAY);
  expect(await session.token()).toBe('token-2');
  signedIn = null;
  session.reset();
  expect([await session.token(), session.owner]).toEqual([null, 'guest']);
});

test('whoever is signed in on a page of ours speaks by its cookie, and only that page can sign in again', async () => {
  account = { id: 'li', name: '李伟' };
  const session = open();
  expect([await session.token(), session.customer, session.owner]).toEqual([BY_COOKIE, account, 'li']);
  await session.begin();
  expect(calls).toEqual([]);
  expect(await session.renew()).toBe(false);
});

test('a refused guest token is forgotten; a refused customer token is fetched anew', async () => {
  const guest = open();
  await guest.begin();
  expect(await guest.renew()).toBe(false);
  expect(await guest.token()).toBeNull();
  getToken = () => Promise.resolve(signedIn);
  const customer = open();
  await customer.token();
  expect(await customer.renew()).toBe(true);
});
