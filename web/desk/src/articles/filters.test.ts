import { expect, test } from 'vitest';
import { ALL, isFiltered, wantedOf } from './filters';

test('nothing chosen asks for nothing in particular', () => {
  expect(wantedOf(ALL, null)).toEqual({});
  expect(isFiltered(ALL)).toBe(false);
  expect(isFiltered({ ...ALL, title: '  ' })).toBe(false);
});

test('what is chosen is asked for, and the next page of it', () => {
  const chosen = { ...ALL, title: ' lock ', state: 'draft' as const, translation: 'missing' as const, language: 'en' as const, due: true };
  expect(wantedOf(chosen, 'account-locked')).toEqual({
    title: 'lock', state: 'draft', translation: 'missing', language: 'en', review: 'due', after: 'account-locked',
  });
  expect(isFiltered(chosen)).toBe(true);
});
