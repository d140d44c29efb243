import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { Problem, type Conversation, type Entry } from '@ombud/shared/api';
import texts from '../../messages/chat.en.json';
import type { Talk } from '../chat/chat';
import { mayRate } from '../chat/entries';
import { textsFrom } from '../chat/texts';
import { Rating } from './rating';

const t = textsFrom({ language: 'en', texts });
const at = (hours: number) => new Date(Date.UTC(2026, 10, 1, hours)).toISOString();
const entry = (kind: 'state' | 'rating' | 'message', hours: number, data: unknown) => ({ kind, posted_at: at(hours), data }) as Entry;
const resolved = (hours: number) => entry('state', hours, { from: 'waiting', to: 'resolved' });
const reopened = (hours: number) => entry('state', hours, { from: 'resolved', to: 'open' });
const conversation = (status: Conversation['status']) => ({ status }) as Conversation;
const now = (hours: number) => Date.parse(at(hours));

test('what was resolved may be rated once, for a week', () => {
  const end = [entry('message', 0, null), resolved(1)];
  expect(mayRate(conversation('resolved'), end, now(2))).toBe(true);
  expect(mayRate(conversation('open'), end, now(2))).toBe(false);
  expect(mayRate(conversation('resolved'), end, now(1 + 24 * 7))).toBe(false);
  expect(mayRate(conversation('resolved'), [...end, entry('rating', 2, { score: 4 })], now(3))).toBe(false);
  expect(mayRate(conversation('resolved'), [...end, entry('rating', 2, { score: 4 }), reopened(3), resolved(4)], now(5))).toBe(true);
  expect(mayRate(conversation('resolved'), [], now(5))).toBe(false);
});

test('a face is chosen, words are added, and a retry says the same', async () => {
  const sent: { client_id: string; score: number; words?: string }[] = [];
  const rate = vi.fn<Talk['rate']>((draft) => {
    sent.push(draft);
    return Promise.reject(new Problem('network'));
  });
  const place = document.createElement('div');
  document.body.append(place);
  void act(() => render(<Rating of={{ t, rate } as unknown as Talk} />, place));
  expect(place.querySelectorAll('input[type=radio]')).toHaveLength(5);
  expect(place.querySelector('button')).toBeNull();
  void act(() => place.querySelectorAll<HTMLInputElement>('input')[3]!.click());
  const area = place.querySelector('textarea')!;
  area.value = 'Quick, thanks.';
  void act(() => void area.dispatchEvent(new Event('input', { bubbles: true })));
  const submit = () => act(() => {
    place.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    return Promise.resolve();
  });
  await submit();
  expect(place.querySelector('[role=alert]')!.textContent).toBe(t('rate_failed'));
  await submit();
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({ score: 4, words: 'Quick, thanks.' });
  expect(sent[1]!.client_id).toBe(sent[0]!.client_id);
  void act(() => place.querySelectorAll<HTMLInputElement>('input')[0]!.click());
  await submit();
  expect(sent[2]!.client_id).not.toBe(sent[0]!.client_id);
});
