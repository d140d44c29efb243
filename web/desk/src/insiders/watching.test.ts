import { expect, test } from 'vitest';
import type { Alarm, WatchedPerson } from '@ombud/shared/insiders';
import { textNow } from '../text';
import { minutesLeft, revealLine } from './reveal-words';
import { inOrder, inTwo, shareOf, toneOf, wholeNumber } from './watching';

const person = (id: string, customers: number, reveals = 0): WatchedPerson => ({
  id, name: id, role: 'agent', customers, customers_alert: 30, customers_stop: 40, reveals, reveals_alert: 8, reveals_stop: 10, last_at: null,
});
const ids = (people: readonly WatchedPerson[]) => people.map(({ id }) => id).join('');

test('who is nearest to the end of either budget stands first', () => {
  expect(ids(inOrder([person('a', 4), person('b', 20), person('c', 1, 9), person('d', 40)], [], false))).toBe('dcba');
});

test('while somebody points at the list nobody changes place, and newcomers come last', () => {
  const people = [person('a', 39), person('b', 20), person('n', 40), person('c', 1)];
  expect(ids(inOrder(people, ['c', 'b', 'gone', 'a'], true))).toBe('cban');
  expect(ids(inOrder(people, ['c', 'b', 'a'], false))).toBe('nabc');
});

test('tone and share tell alert from stop', () => {
  expect([29, 30, 39, 40, 50].map((used) => toneOf(used, 30, 40))).toEqual(['good', 'wait', 'wait', 'danger', 'danger']);
  expect([shareOf(10, 40), shareOf(80, 40), shareOf(0, 0), shareOf(1, 0)]).toEqual([0.25, 1, 0, 1]);
});

test('alarms that nobody looked into come first, newest first', () => {
  const alarm = (id: string, at: string, handled_at: string | null): Alarm => ({
    id, kind: 'canary_opened', staff: { id: 's', name: 'Ana' }, conversation_id: null, reference: null, at, handled_at, handled_by: null,
  });
  const { open, handled } = inTwo([alarm('1', '2026-11-29T20:00:00Z', null), alarm('2', '2026-11-29T22:00:00Z', null), alarm('3', '2026-11-29T23:00:00Z', '2026-11-29T23:01:00Z')]);
  expect(open.map(({ id }) => id)).toEqual(['2', '1']);
  expect(handled.map(({ id }) => id)).toEqual(['3']);
});

test('a number is a whole one within its range', () => {
  expect(['7', ' 12 ', '0', '1001', '-1', '1.5', '', 'x', '٣'].map((typed) => wholeNumber(typed, 1, 1000))).toEqual([7, 12, null, null, null, null, null, null, null]);
});

test('a reveal reads warmly for the customer, and what came after us has words, too', () => {
  expect(revealLine(textNow(), 'customer', { field: 'email', purpose: 'documents' }, 'Ana')).toBe('Ana looked at your e-mail address to send you documents');
  expect(revealLine(textNow(), 'customer', { field: 'shoe_size', purpose: 'curiosity' as 'other' }, 'Ana')).toBe('Ana looked at your personal detail for a reason that is on record');
});

test('the clock of a value runs to nothing and not below', () => {
  expect([300_000, 127_001, 59_999, 1, 0, -5].map(minutesLeft)).toEqual(['5:00', '2:08', '1:00', '0:01', '0:00', '0:00']);
});
