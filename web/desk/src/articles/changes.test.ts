import { describe, expect, test } from 'vitest';
import { changedLines, withoutTheSame } from './changes';

const shown = (before: string, after: string) => changedLines(before, after).map(({ kind, line }) => ({ same: ' ', gone: '-', new: '+' })[kind] + line);

describe('changed lines', () => {
  test('only what differs is marked', () => {
    expect(shown('a\nb\nc', 'a\nB\nc\nd')).toEqual([' a', '-b', '+B', ' c', '+d']);
  });
  test('equal texts have none', () => {
    expect(shown('a\nb', 'a\nb')).toEqual([' a', ' b']);
  });
  test('a moved line goes and comes', () => {
    expect(shown('a\nb\nc', 'b\nc\na')).toEqual(['-a', ' b', ' c', '+a']);
  });
  test('both texts can be put together again', () => {
    const [before, after] = ['1\n2\n3\n4\n5\n6', '0\n2\n4\n4\n6\n7'];
    const lines = changedLines(before, after);
    expect(lines.filter(({ kind }) => kind !== 'new').map(({ line }) => line).join('\n')).toBe(before);
    expect(lines.filter(({ kind }) => kind !== 'gone').map(({ line }) => line).join('\n')).toBe(after);
  });
  test('texts beyond measure are told as a whole', () => {
    const many = (word: string) => Array.from({ length: 3_000 }, (_, index) => word + index).join('\n');
    expect(changedLines(many('a'), many('b'))).toHaveLength(6_000);
  });
});

test('what is the same is left out, but for a little around', () => {
  const lines = changedLines('1\n2\n3\n4\n5\n6\n7\n8', '1\n2\n3\n4\n5\n6\n7\n9');
  expect(withoutTheSame(lines)).toEqual([
    { kind: 'left out', count: 5 },
    { kind: 'same', line: '6' },
    { kind: 'same', line: '7' },
    { kind: 'gone', line: '8' },
    { kind: 'new', line: '9' },
  ]);
});
