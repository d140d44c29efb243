import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import texts from '../../messages/chat.en.json';
import words from '../../messages/guided.en.json';
import { start, type Talk } from '../chat/chat';
import type { Account, Host } from '../host';
import { makeKeep } from '../keep';
import type { Run, Step } from './api';
import { nextHere, wantedBy } from './guide';

const DESK = 'https://desk.example';
const TOKEN = 'omr1_token';

type Body = Record<string, unknown>;
type Reply = { status: number; body: object } | 'no network';
/** What the desk answers, by path, one after another; the last one stays. */
let desk: Record<string, Reply[]>;
let calls: { path: string; body: Body; bearer: string | null }[];
let account: Account | null;
let talk: Talk;
let opened: boolean;
let place: HTMLElement;

const ok = (body: object, status = 200): Reply => ({ status, body });
const refused = (status: number, code: string): Reply => ({ status, body: { code } });
const sent = (path: string) => calls.filter((call) => call.path === path).map(({ body }) => body);

const step = (id: string, more: Partial<Step> = {}): Step => ({
  id, kind: 'choice', text: `Question ${id}`, html: null, help: null, input: null, optional: false, needs: null, links: [],
  answers: [{ id: 'a', label: 'Answer A', hint: null }, { id: 'b', label: 'Answer B', hint: null }],
  ...more,
});
const run = (more: Partial<Run> = {}): Run => ({
  id: 'r1', flow: 'sign-in', title: 'I can’t sign in', topic: 'sign_in', state: 'asking', assurance: 'nobody', step: step('one'), proving: null,
  trail: [], read: [], facts: [], ending: null, solved: null, conversation_id: null, can_go_back: false, secret_removed: false, progress: { answered: 0, left: 3 },
  ...more,
});
const line = (seq: number, id: string, answer: string) => ({ seq, step: id, question: `Question ${id}`, answer, at: '2026-03-04T11:00:00Z', can_change: true });
const ending = (more: object = {}) => ({ outcome: 'answered' as const, text: 'Why', html: '<p>Why</p>', links: [], intake: [], urgent: false, ...more });
const person = (intake: NonNullable<Run['ending']>['intake']) => run({ state: 'ended', step: step('end', { kind: 'hand_over', answers: [] }), ending: ending({ outcome: 'person', intake }) });

function visit(): Talk {
  const host = {
    desk: DESK, keep: makeKeep(DESK), shadow: document.createElement('div').attachShadow({ mode: 'open' }), language: 'en',
    chatTexts: { language: 'en', texts }, open: true, getToken: null, account,
    changed: () => undefined, setOpen: (open: boolean) => (opened = open), chooseLanguage: () => undefined, write: () => undefined, focus: () => undefined,
  } satisfies Host;
  return (talk = start(host));
}

const draw = () => {
  render(<div>{talk.body()}</div>, place);
  return place;
};
const seen = () => draw().textContent;
const sees = (text: string) => vi.waitFor(() => expect(seen()).toContain(text), 5000);
const button = (name: string) => [...draw().querySelectorAll<HTMLElement>('button, a')].find((each) => (each.getAttribute('aria-label') ?? each.textContent).includes(name));
async function press(name: string): Promise<void> {
  await vi.waitFor(() => expect(button(name)).toBeDefined());
  button(name)!.click();
}
function fill(name: string, value: string): void {
  const field = draw().querySelector<HTMLInputElement>(`[name="${name}"]`)!;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
const kept = () => talk.host.keep.get<{ token: string; typed: object }>('run');

async function begin(first: Run): Promise<void> {
  desk['diagnoses'] = [ok({ token: TOKEN, run: first }, 201)];
  visit();
  await press('I can’t sign in');
  await sees(first.title);
  await vi.waitFor(() => expect(talk.guide?.busy).toBe(false));
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('WebSocket', class { close = () => undefined; send = () => undefined; });
  calls = [];
  account = null;
  opened = false;
  place = document.createElement('div');
  document.body.append(place);
  desk = {
    flows: [ok({ flows: [
      { name: 'deposit', topic: 'deposit', title: 'Where is my deposit?', summary: '' },
      { name: 'sign-in', topic: 'sign_in', title: 'I can’t sign in', summary: '' },
    ] })],
    waiting: [ok({ agents_online: true, waiting: { known: false, low_seconds: null, high_seconds: null, sample: 0 } })],
    visitors: [ok({ visitor_id: 'v', token: 'guest', expires_at: new Date(Date.now() + 1e9).toISOString() }, 201)],
    conversations: [ok({ conversations: [] })],
  };
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const path = new URL(url, DESK).pathname.slice('/api/v1/'.length);
    calls.push({ path, body: JSON.parse((init.body as string | undefined) ?? '{}') as Body, bearer: new Headers(init.headers).get('authorization') });
    const replies = desk[path] ?? ['no network'];
    const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
    return reply === 'no network' ? Promise.reject(new TypeError('failed')) : Promise.resolve(new Response(JSON.stringify(reply.body), { status: reply.status }));
  });
});

afterEach(() => {
  render(null, place);
  place.remove();
  talk.stop();
});

test('before the first word the questions stand as buttons, signing in first; nobody has become a visitor by looking', async () => {
  visit();
  await sees('Where is my deposit?');
  expect([...draw().querySelectorAll('.choice')].map(({ textContent }) => textContent)).toEqual(['I can’t sign in', 'Where is my deposit?']);
  expect(sent('visitors')).toEqual([]);
});

test('without the guided answers the chat is as it was', async () => {
  desk['flows'] = ['no network'];
  visit();
  await sees(texts.safe);
  expect(draw().querySelector('.choice')).toBeNull();
});

test('an answer becomes what was chosen, the next question follows, and a reload goes on there', async () => {
  await begin(run());
  expect(sent('diagnoses')).toEqual([{ flow: 'sign-in', language: 'en', channel: 'chat' }]);
  await sees('Question one');
  const second = run({ step: step('two'), trail: [line(1, 'one', 'Answer A')], can_go_back: true, progress: { answered: 1, left: 2 } });
  desk['diagnoses/answer'] = [ok(second)];
  await press('Answer A');
  expect(draw().querySelector('.choice')).toBeNull();
  expect(seen()).toContain(words.you_chose + 'Answer A');
  await sees('Question two');
  expect(sent('diagnoses/answer')).toEqual([{ token: TOKEN, step: 'one', answer: 'a' }]);

  talk.stop();
  desk['diagnoses/resume'] = [ok(second)];
  visit();
  await sees('Question two');
  expect(sent('diagnoses/resume')).toEqual([{ token: TOKEN, channel: 'chat', language: 'en' }]);
  expect(seen()).toContain(words.you_chose + 'Answer A');

  desk['diagnoses/back'] = [ok(run())];
  await press(words.change_this.replace('{question}', 'Question one'));
  await vi.waitFor(() => expect(sent('diagnoses/back')).toHaveLength(1));
  expect(sent('diagnoses/back')).toEqual([{ token: TOKEN, step: 'two', to: 1 }]);
});

test('an explanation that was read stays where it was read, after a reload as well, until one goes back over it', async () => {
  await begin(run({ step: step('why', { kind: 'explain', answers: [], html: '<p>Because <strong>so</strong></p>', text: 'Because so' }) }));
  const read = [{ seq: 2, text: 'Because so', html: '<p>Because <strong>so</strong></p>' }];
  const after = run({ step: step('two'), can_go_back: true, read, trail: [line(1, 'one', 'Answer A'), line(3, 'three', 'Answer B')] });
  desk['diagnoses/answer'] = [ok(after)];
  await press(words.continue);
  await sees('Question two');
  expect(sent('diagnoses/answer')).toEqual([{ token: TOKEN, step: 'why', answer: 'continue' }]);
  await vi.waitFor(() => expect(draw().querySelector('.bubble strong')?.textContent).toBe('so'));
  talk.stop();
  desk['diagnoses/resume'] = [ok(after)];
  visit();
  await sees('Question two');
  expect(seen()).toMatch(/Answer A.*Because so.*Question three/);
  desk['diagnoses/back'] = [ok(run({ step: step('why', { kind: 'explain', answers: [], html: '<p>Because <strong>so</strong></p>' }) }))];
  await press(words.back);
  await vi.waitFor(() => expect(button(words.continue)).toBeDefined());
  expect(draw().querySelectorAll('.bubble strong')).toHaveLength(1);
});

test('what was answered without a network is answered again, the same, as soon as there is one', async () => {
  await begin(run());
  desk['diagnoses/answer'] = ['no network', ok(run({ step: step('two') }))];
  await press('Answer B');
  await sees(words.error_network);
  expect(button('Answer B')).toBeDefined();
  dispatchEvent(new Event('online'));
  await sees('Question two');
  expect(sent('diagnoses/answer')).toEqual(Array(2).fill({ token: TOKEN, step: 'one', answer: 'b' }));
});

test('who went on in another tab is led there; what is gone is said, and the questions are there again', async () => {
  await begin(run());
  desk['diagnoses/answer'] = [refused(409, 'run.moved')];
  desk['diagnoses/resume'] = [ok(run({ step: step('five') }))];
  await press('Answer A');
  await sees('Question five');
  await sees(words.moved);
  desk['diagnoses/answer'] = [refused(404, 'run.unknown')];
  await press('Answer A');
  await sees(words.gone);
  expect(kept()).toBeNull();
  expect(button('Where is my deposit?')).toBeDefined();
});

test('what is typed survives a reload, and a secret does not leave the browser', async () => {
  const typed = run({ step: step('exact_error', { kind: 'typed', input: 'error_text', answers: [] }) });
  await begin(typed);
  await press(words.continue);
  await sees(words['error_answer.empty']);
  const secret = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
  fill('step.exact_error', `it says ${secret}`);
  talk.stop();
  desk['diagnoses/resume'] = [ok(typed)];
  visit();
  await vi.waitFor(() => expect(draw().querySelector<HTMLTextAreaElement>('textarea')?.value).toContain(secret));
  desk['diagnoses/answer'] = [ok(run({ step: step('two') }))];
  await press(words.continue);
  await sees(words.guarded);
  expect(sent('diagnoses/answer')).toEqual([]);
  await press(words.continue);
  await sees('Question two');
  const [{ text }] = sent('diagnoses/answer') as [{ text: string }];
  expect(text).toMatch(/^it says /);
  expect(text).not.toContain('abandon');
}, 20_000);

test('a wrong code costs nothing but another try: the guest stays who they are', async () => {
  localStorage.setItem(`ombud:${DESK}:visitor`, JSON.stringify({ token: 'guest', renewAt: Date.now() + 1e8, expiresAt: Date.now() + 1e9 }));
  const proving = { need: 'address' as const, methods: ['sign_in' as const, 'code' as const], sent: false, masked: null, can_skip: true, again: false };
  await begin(run({ state: 'proving', step: null, proving }));
  desk['diagnoses/prove-address'] = [refused(422, 'email.invalid'), ok(run({ state: 'proving', step: null, proving: { ...proving, sent: true, masked: 'li•••@q•.com' } }))];
  fill('email', 'li@qq.com');
  await press(words.send_code);
  await sees(words['error_email.invalid']);
  expect(draw().querySelector<HTMLInputElement>('[name="email"]')!.value).toBe('li@qq.com');
  await press(words.send_code);
  await sees('li•••@q•.com');
  desk['diagnoses/prove-code'] = [refused(401, 'code.wrong'), ok(run({ assurance: 'address', step: step('two') }))];
  fill('code', '123456');
  await press(words.continue);
  await sees(words['error_code.wrong']);
  expect(talk.host.keep.get('visitor')).not.toBeNull();
  await press(words.continue);
  await sees('Question two');
  expect(sent('diagnoses/prove-code')).toEqual(Array(2).fill({ token: TOKEN, code: '123456' }));
});

test('an act is done by a yes only, with what it is about', async () => {
  const act = step('reset', { kind: 'act', input: 'email', answers: [{ id: 'yes', label: 'Send the link', hint: null }, { id: 'no', label: 'Not now', hint: null }] });
  await begin(run({ state: 'acting', step: act }));
  await press('Send the link');
  await sees(words['error_answer.empty']);
  fill('step.reset', 'li@qq.com');
  desk['diagnoses/act'] = [ok(run({ state: 'acting', step: { ...act, id: 'end', input: null } })), ok(run({ step: step('two') }))];
  await press('Send the link');
  await vi.waitFor(() => expect(draw().querySelector('input')).toBeNull());
  await press('Not now');
  await sees('Question two');
  expect(sent('diagnoses/act')).toEqual([
    { token: TOKEN, step: 'reset', choice: 'yes', text: 'li@qq.com' },
    { token: TOKEN, step: 'end', choice: 'no' },
  ]);
});

test('an ending says why, until when, and asks whether it helped; if not, why', async () => {
  const until = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const facts = [{ name: 'account.lock', label: 'Lock of your password', value: 'locked', value_label: 'locked', at: new Date().toISOString(),
    fields: [{ name: 'until', label: 'ends', type: 'time' as const, value: until, text: '14:05 UTC' }] }];
  const ended = run({ state: 'ended', facts, ending: ending({ html: '<p>The lock <strong>ends</strong>.</p>', links: [
    { to: '/me/freeze', article: null, flow: null, label: 'Freeze' }, { to: null, article: 'account-locked', flow: null, label: 'Locked' },
    { to: null, article: null, flow: 'deposit', label: 'Deposit' }, { to: 'javascript:alert(1)', article: null, flow: null, label: 'Evil' }] }) });
  await begin(ended);
  await sees('Lock of your password: ends');
  expect(draw().querySelector('.ending time')?.textContent).toMatch(/^\d\d:\d\d, in 3 hours$|\d\d:\d\d, in 3 hours$/);
  expect([...draw().querySelectorAll('.answers a')].map((link) => link.getAttribute('href'))).toEqual([DESK + '/me/freeze', DESK + '/en/articles/account-locked']);
  desk['diagnoses/solved'] = [ok({ ...ended, solved: false })];
  await press(words.no);
  await press(words.reason_did_not_work);
  await sees(words.thanks_not);
  expect(sent('diagnoses/solved')).toEqual([{ token: TOKEN, solved: 'no' }, { token: TOKEN, solved: 'no', reason: 'did_not_work' }]);
});

test('a person is asked only what is missing, and gets all of it with the words, once', async () => {
  await begin(person([{ field: 'exact_error', known: 'E42' }, { field: 'since', known: null }, { field: 'contact', known: null }]));
  await sees('E42');
  fill('field.since', 'Monday');
  fill('field.what_happened', 'It is locked.');
  desk['conversations'] = [ok({ id: 'c1', reference: 'R-1', status: 'new', last_seq: 0, customer_seen_seq: 0, staff_seen_seq: 0, updated_at: '' }, 201)];
  const entry = (client_id: string) => ({
    conversation_id: 'c1', seq: 1, kind: 'intake', client_id, author: { kind: 'customer', id: 'v', name: null }, body: 'It is locked.', attachments: [],
    internal: false, posted_at: new Date().toISOString(), removed: [], status: 'new',
    data: { fields: [{ name: 'exact_error', value: 'E42' }, { name: 'since', value: '[removed:password] Monday' }], diagnosis: { trail: [line(1, 'one', 'Answer A')] } },
  });
  desk['diagnoses/hand-over'] = ['no network', ok({ conversation_id: 'c1', reference: 'R-1' }, 201)];
  const known: { entries: object[]; last_seq: number } = { entries: [], last_seq: 1 };
  desk['conversations/c1/entries'] = [ok(known)];
  await press(words.hand_over_send);
  await vi.waitFor(() => expect(sent('diagnoses/hand-over')).toHaveLength(1));
  expect(talk.guide!.active).toBe(false);
  known.entries = [entry(`${String(sent('diagnoses/hand-over')[0]!.client_id)}-case`)];
  await vi.waitFor(() => expect(talk.outbox.items()).toEqual([]), 5000);
  const [first, second] = sent('diagnoses/hand-over');
  expect(first).toMatchObject({ token: TOKEN, conversation_id: 'c1', body: 'It is locked.', fields: [{ name: 'since', value: 'Monday' }], attachments: [] });
  expect(second).toEqual(first);
  expect(sent('conversations').find(({ client_id }) => client_id)).toMatchObject({ topic: 'sign_in' });
  expect(kept()).toBeNull();
  await sees(words.told_trail);
  expect(draw().querySelectorAll('.said.mine')).toHaveLength(1);
  expect(seen()).toContain(words.field_exact_error + 'E42');
  expect(seen()).toContain('[Password removed] Monday');
});

test('words written in the middle of it carry the run along; where that is gone, they go alone', async () => {
  await begin(run());
  desk['conversations'] = [ok({ id: 'c1', reference: 'R-1', status: 'new', last_seq: 0, customer_seen_seq: 0, staff_seen_seq: 0, updated_at: '' }, 201)];
  desk['diagnoses/hand-over'] = [refused(404, 'run.unknown')];
  const page = ok({ entries: [], last_seq: 0 });
  desk['conversations/c1/entries'] = [page, page, ok({ conversation_id: 'c1', seq: 1, kind: 'message', client_id: 'x', author: { kind: 'customer', id: 'v', name: null },
    body: 'hello', attachments: [], removed: [], status: 'new', posted_at: new Date().toISOString(), data: null }, 201)];
  talk.say('hello');
  await vi.waitFor(() => expect(talk.outbox.items()).toEqual([]), 5000);
  expect(sent('diagnoses/hand-over')).toMatchObject([{ token: TOKEN, body: 'hello', fields: [] }]);
  expect(sent('conversations/c1/entries').find(({ body }) => body)).toMatchObject({ body: 'hello' });
  expect(kept()).toBeNull();
});

test('who comes back signed in sees the chat open where they were; who left is forgotten with all of it', async () => {
  const proving = { need: 'session' as const, methods: ['sign_in' as const], sent: false, masked: null, can_skip: true, again: false };
  await begin(run({ state: 'proving', step: null, proving }));
  talk.guide!.goAway();
  talk.stop();
  desk['diagnoses/resume'] = [ok(run({ state: 'proving', step: null, proving })), ok(run({ step: step('two'), assurance: 'session' }))];
  visit();
  await sees(words.prove_session);
  expect(opened).toBe(false);
  talk.host.account = { id: 'li', name: '李伟' };
  talk.identify();
  await sees('Question two');
  expect(opened).toBe(true);
  expect(kept()?.token).toBe(TOKEN);
  talk.host.account = null;
  talk.identify();
  await vi.waitFor(() => expect(kept()).toBeNull());
  expect(seen()).not.toContain('Question two');
});

test('a sign-in leads back to pages of the help centre only', () => {
  const next = (pathname: string, search = '') => nextHere({ pathname, search } as Location);
  expect(next('/en/answers/sign-in')).toBe('?next=%2Fen%2Fanswers%2Fsign-in');
  expect(next('/zh-CN/contact', '?topic=deposit')).toBe('?next=%2Fzh-CN%2Fcontact%3Ftopic%3Ddeposit');
  for (const path of ['/', '/me/', '/demo/', '//evil.example/en/', '/en', '/enx/', '/en/a:b', '/en/\\evil']) expect(next(path)).toBe('');
});

test('what happened is always asked, how to answer never; without a word of the flow, by topic', () => {
  expect(wantedBy(run({ topic: 'deposit' })).map(({ field }) => field)).toEqual(['what_happened', 'transaction_id', 'pictures']);
  expect(wantedBy(person([{ field: 'contact', known: null }, { field: 'since', known: 'x' }])).map(({ field }) => field)).toEqual(['what_happened', 'since']);
  expect(wantedBy(person([{ field: 'what_happened', known: 'x' }])).map(({ field }) => field)).toEqual(['what_happened']);
});
