import { expect, test } from 'vitest';
import type { RoutedPerson } from '@ombud/shared/routing';
import { amountOf, amountsOf, inOrder, standingOf, toggled, typedOf } from './profiles';

const person = (change: Partial<RoutedPerson> = {}): RoutedPerson => ({
  id: 'a', name: 'Ana', online: true, availability: 'online', languages: ['en'], skills: [], is_set: true,
  capacity: { chat: 5, email: 20, form: 20 }, load: { chat: 0, email: 0, form: 0 }, ...change,
});

test('somebody takes something when they are here and have room for anything at all', () => {
  expect(standingOf(person())).toBe('taking');
  expect(standingOf(person({ load: { chat: 5, email: 0, form: 0 } }))).toBe('taking');
  expect(standingOf(person({ load: { chat: 5, email: 20, form: 21 } }))).toBe('full');
  expect(standingOf(person({ availability: 'away' }))).toBe('away');
  expect(standingOf(person({ online: false, availability: 'away' }))).toBe('offline');
});

test('who takes something comes first, then by name', () => {
  const people = [
    person({ id: 'o', name: 'Aa', online: false }), person({ id: 'w', name: 'Bb', availability: 'away' }), person({ id: 'z', name: 'Zoe' }),
    person({ id: 'f', name: 'Cc', load: { chat: 5, email: 20, form: 20 } }), person({ id: 'n', name: 'Nan' }),
  ];
  expect(inOrder(people).map(({ id }) => id)).toEqual(['n', 'z', 'f', 'w', 'o']);
});

test('amounts are whole numbers that the desk takes', () => {
  expect(['0', ' 5 ', '200'].map(amountOf)).toEqual([0, 5, 200]);
  expect(['', '201', '-1', '1.5', 'x', '1e2', '٣'].map(amountOf)).toEqual(Array(7).fill(null));
  const typed = typedOf({ chat: 0, email: 3, form: 7 });
  expect(amountsOf(typed)).toEqual({ chat: 0, email: 3, form: 7 });
  expect(amountsOf({ ...typed, form: '' })).toBeNull();
});

test('a tick adds one once, and takes it out', () => {
  expect(toggled(['a'], 'b', true)).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a', true)).toEqual(['b', 'a']);
  expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
});
