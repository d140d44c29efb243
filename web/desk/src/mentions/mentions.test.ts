import { describe, expect, test } from 'vitest';
import { named, namedIn, namingAt, stillNamed } from './mentions';

describe('mentions', () => {
  test.each([
    ['@', 1, ''],
    ['@An', 3, 'An'],
    ['ask @An', 7, 'An'],
    ['请看，@安', 5, '安'],
    ['（@安', 3, '安'],
    ['@An more', 8, null],
    ['mail ana@desk', 13, null],
    ['@@', 2, null],
    ['', 0, null],
  ])('in %j at %i somebody named %j is wanted', (body, caret, words) => {
    expect(namingAt(body, caret)?.words ?? null).toBe(words);
  });

  const somebody = (name: string, online = false, public_name = name) => ({ id: name, name, public_name, online });

  test('who is here comes first, then the alphabet, and parts of names are found', () => {
    const people = [somebody('Ben Ana'), somebody('Ana Li'), somebody('Anders', true), somebody('安然', false, 'Anran'), somebody('Zoe')];
    expect(named(people, 'an').map(({ name }) => name)).toEqual(['Anders', 'Ana Li', '安然', 'Ben Ana']);
    expect(named(people, '安').map(({ name }) => name)).toEqual(['安然']);
    expect(named(people, '').map(({ name }) => name)).toHaveLength(5);
    expect(named(people, 'x')).toEqual([]);
  });

  test('a chosen name takes the place of what was typed', () => {
    const naming = namingAt('ask @An about it', 7)!;
    expect(namedIn('ask @An about it', naming, 7, 'Ana Li')).toEqual({ body: 'ask @Ana Li about it', caret: 12 });
    expect(namedIn('@', { words: '', from: 0 }, 1, 'Ben')).toEqual({ body: '@Ben ', caret: 5 });
  });

  test('whoever was deleted again is told nothing, and nobody twice', () => {
    const [ana, ben] = [{ id: 'a', name: 'Ana Li' }, { id: 'b', name: 'Ben' }];
    expect(stillNamed('@Ana Li, look', [ana, ben, ana])).toEqual([ana]);
    expect(stillNamed('nobody', [ana, ben])).toEqual([]);
  });
});
