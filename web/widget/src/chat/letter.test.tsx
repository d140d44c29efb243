import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Conversation, Entry } from '@ombud/shared/api';
import { Live } from '@ombud/shared/live';
import texts from '../../messages/chat.en.json';
import type { Host } from '../host';
import { makeKeep } from '../keep';
import { start, type Talk } from './chat';

const DESK = 'https://desk.example';
const assignee = { id: 'a-1', name: 'Grace', code: '4821' };
const conversation: Conversation = {
  id: 'c-1', reference: 'OM-7F3K-92QD', status: 'open', language: 'en', topic: null, last_seq: 1, customer: { id: 'v', kind: 'account', name: null },
  assignee, created_at: '2026-03-04T11:00:00Z', updated_at: '2026-03-04T11:00:00Z', customer_seen_seq: 1, staff_seen_seq: 1, queue: null,
};
const letter = (seq: number, body: string): Entry => ({
  conversation_id: 'c-1', seq, kind: 'message', author: { kind: 'customer', id: 'v', name: null }, body, attachments: [], internal: false, client_id: `letter-${seq}`,
  posted_at: '2026-03-04T11:00:00Z', removed: [], status: 'open',
  data: { letter: { id: `l-${seq}`, from: 'dana@example.com', subject: 'Subject', belief: 'unknown', has_html: true, not_taken: ['update.exe'], quoted: 'Below' } },
});

let talk: Talk;
let place: HTMLElement;

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem(`ombud:${DESK}:visitor`, JSON.stringify({ token: 'guest', renewAt: Date.now() + 1e8, expiresAt: Date.now() + 1e9 }));
  vi.stubGlobal('WebSocket', class { close = () => undefined; send = () => undefined; });
  vi.stubGlobal('fetch', (url: string) => {
    const path = new URL(url, DESK).pathname;
    const answer = path.endsWith('/entries') ? { entries: [letter(1, 'Where is my deposit?')], last_seq: 1 } : path.endsWith('/conversations') ? { conversations: [structuredClone(conversation)] } : {};
    return Promise.resolve(Response.json(answer));
  });
  place = document.createElement('div');
});
afterEach(() => {
  render(null, place);
  talk.stop();
});

test('a letter shows its words and nothing else, and leaves the conversation to whoever has it', async () => {
  const follow = vi.spyOn(Live.prototype, 'follow');
  const host = {
    desk: DESK, keep: makeKeep(DESK), shadow: document.createElement('div').attachShadow({ mode: 'open' }), language: 'en',
    chatTexts: { language: 'en', texts }, open: true, getToken: null, account: null,
    changed: () => undefined, setOpen: () => undefined, chooseLanguage: () => undefined, write: () => undefined, focus: () => undefined,
  } satisfies Host;
  talk = start(host);
  await vi.waitFor(() => expect(talk.entries).toHaveLength(1), 5000);
  const follower = follow.mock.calls[0]![2];
  follower.entry(letter(2, 'It came.'));
  follower.entry(letter(3, ''));
  render(<div>{talk.body()}</div>, place);
  const bubbles = [...place.querySelectorAll('.bubble')].map(({ textContent }) => textContent);
  expect(bubbles).toEqual(['Where is my deposit?', 'It came.']);
  expect(place.textContent).not.toMatch(/dana@example\.com|Subject|Below|update\.exe/);
  expect(talk.current?.assignee).toEqual(assignee);
});
