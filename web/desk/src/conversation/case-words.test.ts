import { expect, test } from 'vitest';
import type { Case } from '@ombud/shared/diagnosis';
import { customer, said } from '../samples';
import { completeness, isCode, nameOf, newestIntake } from './case-words';

test('the newest telling counts', () => {
  const told = { topic: 'deposit' as const, urgent: false, fields: [], missing: [], assurance: 'session' as const, reach: null, email: null, diagnosis: null };
  const intake = (seq: number) => ({ ...said(seq, customer), kind: 'intake' as const, data: told });
  expect(newestIntake([said(1, customer), intake(2), said(3, customer), intake(4), said(5, customer)])).toBe(4);
  expect(newestIntake([said(1, customer)])).toBe(0);
  const letter = { id: 'l1', from: 'li@mail.example', subject: null, belief: 'unknown' as const, has_html: false, not_taken: [], quoted: '' };
  const written = (seq: number, told?: Case) => ({ ...said(seq, customer), kind: 'message' as const, data: { letter: told ? { ...letter, case: told } : letter } });
  expect(newestIntake([written(1, told), written(2)])).toBe(1);
});

test('a case is as complete as what was asked for', () => {
  expect(completeness({ fields: [{ name: 'since', value: 'today' }], missing: ['amount', 'asset', 'network'] })).toBe(0.25);
  expect(completeness({ fields: [], missing: [] })).toBeNull();
});

test('fields are named in words, and by their own name when they are new to us', () => {
  const text = (key: string) => 'words of ' + key;
  expect(nameOf(text, 'case.field.', 'transaction_id')).toBe('words of case.field.transaction_id');
  expect(nameOf(text, 'case.field.', 'shoe_size')).toBe('shoe_size');
  expect(isCode('transaction_id')).toBe(true);
  expect(isCode('exact_error')).toBe(false);
});
