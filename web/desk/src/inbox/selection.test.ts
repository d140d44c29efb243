import { describe, expect, test } from 'vitest';
import { BULK_AT_MOST } from '@ombud/shared/work';
import { all, NOTHING, ranged, toggled } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

describe('selecting', () => {
  test('one by one, and back', () => {
    const two = toggled(toggled(NOTHING, 'b'), 'd');
    expect(ids(two)).toEqual(['b', 'd']);
    expect(ids(toggled(two, 'b'))).toEqual(['d']);
    expect(ids(NOTHING)).toEqual([]);
  });

  test('a range goes from what was selected last, either way, and keeps the rest', () => {
    expect(ids(ranged(toggled(NOTHING, 'b'), 'd', order))).toEqual(['b', 'c', 'd']);
    expect(ids(ranged(toggled(toggled(NOTHING, 'e'), 'c'), 'a', order))).toEqual(['a', 'b', 'c', 'e']);
  });

  test('a second range begins where the first one did', () => {
    const first = ranged(toggled(NOTHING, 'c'), 'd', order);
    expect(ids(ranged(first, 'a', order))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('without a beginning, or from one that has left the list, it is a single one', () => {
    expect(ids(ranged(NOTHING, 'c', order))).toEqual(['c']);
    expect(ids(ranged(toggled(NOTHING, 'gone'), 'c', order))).toEqual(['c', 'gone']);
  });

  test('never more than one act may be for', () => {
    const many = Array.from({ length: BULK_AT_MOST + 20 }, (_, index) => 'n' + index);
    const full = all(many);
    expect(full.ids.size).toBe(BULK_AT_MOST);
    expect(toggled(full, 'one more').ids.size).toBe(BULK_AT_MOST);
    expect(ranged(toggled(NOTHING, 'n0'), many.at(-1)!, many).ids.size).toBe(BULK_AT_MOST);
    expect(toggled(full, 'n0').ids.size).toBe(BULK_AT_MOST - 1);
  });
});
