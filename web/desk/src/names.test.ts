import { expect, test } from 'vitest';
import type { Conversation } from '@ombud/shared/api';
import { customerName, isProven } from './names';
import { textNow } from './text';

const KINDS = ['visitor', 'user', 'account', 'correspondent'] as const;
const customer = (kind: Conversation['customer']['kind'], name: string | null = null) => ({ id: '018f0000-00ab', kind, name });

test('whoever has no name is told from others by what they are and a code', () => {
  const text = textNow();
  const names = KINDS.map((kind) => customerName(text, customer(kind)));
  expect(names.every((name) => name.includes('00AB'))).toBe(true);
  expect(new Set(names).size).toBe(3);
  expect(customerName(text, customer('correspondent', 'Dana'))).toBe('Dana');
});

test('a name in a letter proves nothing', () => {
  expect(KINDS.filter((kind) => isProven(customer(kind, 'Dana')))).toEqual(['user', 'account']);
});
