import { expect, test } from 'vitest';
import { ACTS, detailWords } from './acts';

test('every act that has words can be chosen', () => {
  expect(ACTS).toContain('approval.agreed');
  expect(new Set(ACTS).size).toBe(ACTS.length);
});

test('details read as they were written', () => {
  expect(detailWords({ reason: 'password', left_out: 3, factors: ['totp'] })).toEqual(['reason: password', 'left_out: 3', 'factors: ["totp"]']);
  expect(detailWords({})).toEqual([]);
});
