import { expect, test } from 'vitest';
import { fromInput, toInput } from './moments';

test('a moment goes to the input and back, to the minute', () => {
  expect(fromInput(toInput('2026-11-28T10:05:00.000Z'))).toBe('2026-11-28T10:05:00.000Z');
  expect(toInput(null)).toBe('');
});

test.each(['', 'soon', '2026-13-40T99:99'])('%j is no moment', (value) => expect(fromInput(value)).toBeNull());
