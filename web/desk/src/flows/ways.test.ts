import { expect, test } from 'vitest';
import type { Diagram } from '@ombud/shared/diagnosis';
import type { Text } from '../text';
import { lineOf, namesOf, shared } from './ways';

const text = ((key: string) => key) as Text;
const way = (...steps: string[]) => steps.map((step) => ({ step, branch: '' }));
const diagram = (steps: object[], edges: object[] = []) => ({ steps, edges }) as unknown as Diagram;

test.each([
  [way('a', 'b', 'c'), way('a', 'b', 'd'), 2],
  [way('a', 'b'), way('a', 'b'), 2],
  [way('a', 'b', 'c'), way('a', 'b'), 2],
  [way('a'), way('b'), 0],
])('what two ways begin with is counted', (was, now, count) => expect(shared(was, now)).toBe(count));

test('steps and branches are called as in the served version, else as in the new one, else by their own names', () => {
  const names = namesOf(
    text,
    diagram([{ id: 'a', text: '**Old**' }], [{ from: 'a', branch: 'yes', label: 'Yes' }]),
    diagram([{ id: 'a', text: 'New' }, { id: 'b', text: 'Added' }], [{ from: 'b', branch: 'is:x', label: 'X' }]),
  );
  expect(['a', 'b', 'gone'].map(names.words)).toEqual(['Old', 'Added', 'gone']);
  expect([names.branch('a', 'yes'), names.branch('b', 'is:x'), names.branch('c', 'otherwise')]).toEqual(['Yes', 'X', 'flows.branch.otherwise']);
});

test('the line of a mistake is shown as it stands in the file', () => {
  expect(lineOf('flow: a\r\n  start: x\n', 2)).toBe('start: x');
  expect(lineOf('', 7)).toBe('');
});
