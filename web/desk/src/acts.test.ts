import { expect, test } from 'vitest';
import { actsOf, nextAct, standsOut } from './acts';
import type { Desk } from './desk';
import { CHEN, conversation, ME } from './samples';

const tied = (desk: object, ties: unknown[]) => ({ ...desk, conversation: () => ({ ties: { ties: { get: () => ties } } }) }) as unknown as Desk;
const desk = (...permissions: string[]) => tied({ me: { id: ME }, can: (permission: string) => permissions.includes(permission) }, []);
const all = desk('assign', 'reply');
const mine = { assignee: { id: ME, name: '小梅' } };
const chens = { assignee: { id: CHEN, name: 'Chen' } };
const ids = (...args: Parameters<typeof actsOf>) => actsOf(...args).map((act) => act.id);

test('what can be done depends on whose it is and where it stands', () => {
  expect(ids(all, conversation('a'))).toEqual(['take', 'hand_over', 'resolve', 'reply', 'note']);
  expect(ids(all, conversation('a', mine))).toEqual(['hand_over', 'resolve', 'reply', 'note']);
  expect(ids(all, conversation('a', { ...mine, status: 'resolved' }))).toEqual(['hand_over', 'reopen', 'reply', 'note']);
  expect(ids(desk('reply'), conversation('a'))).toEqual(['resolve', 'reply', 'note']);
  expect(ids(desk(), conversation('a'))).toEqual([]);
});

test('what was merged into another is not reopened', () => {
  const merged = tied(all, [{ kind: 'merged', role: 'into' }]);
  expect(ids(merged, conversation('a', { ...mine, status: 'resolved' }))).toEqual(['hand_over', 'reply', 'note']);
});

test.each([
  ['nobody’s', {}, 'take', true],
  ['a colleague’s', chens, 'take', false],
  ['mine and unanswered', mine, 'resolve', false],
  ['mine and answered', { ...mine, status: 'waiting' }, 'resolve', true],
  ['resolved', { ...mine, status: 'resolved' }, 'reopen', false],
] as const)('the next act: %s', (_, change, id, out) => {
  const it = conversation('a', change);
  const next = nextAct(actsOf(all, it), it, ME)!;
  expect(next.id).toBe(id);
  expect(standsOut(next, it)).toBe(out);
});
