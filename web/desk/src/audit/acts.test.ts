import { expect, test } from 'vitest';
import { textNow } from '../text';
import { ACTS, actWords, detailsOf } from './acts';

test('every act that has words can be chosen', () => {
  expect(ACTS).toContain('approval.agreed');
  expect(new Set(ACTS).size).toBe(ACTS.length);
});

test('what is not for its reader is said to be hidden, and is no act to choose', () => {
  expect(actWords(textNow(), 'hidden')).toBe('Hidden: not yours to see');
  expect(ACTS).not.toContain('hidden');
  expect(actWords(textNow(), 'compliance.read')).toBe('Compliance notes read');
});

test('details are called by words, and so are their values', () => {
  const seen = (details: Record<string, unknown>) => detailsOf(textNow(), 'en', details).map(({ label, value, code }) => [label, value, code]);
  expect(seen({ role: 'agent', resets_factors: true, left_out: 1200 })).toEqual([
    ['Role', 'Agent', false],
    ['Second factors taken away', 'Yes', false],
    ['Left out before it', '1,200', false],
  ]);
  expect(seen({ code: 'credentials.wrong', of: 'account.unfreeze' })[1]).toEqual(['Act', 'Unfreeze a customer’s account', false]);
  expect(seen({ network: '10.0.0.2', approval: '018f2f6c-0000-7000-8000-0123456789ab' })).toEqual([
    ['From the network', '10.0.0.2', true],
    ['Approval', '456789ab', true],
  ]);
});

test('what we have no words for stands by its own name', () => {
  expect(detailsOf(textNow(), 'en', { new_one: 'x', many: ['totp'] }).map(({ label, value }) => [label, value])).toEqual([
    ['new_one', 'x'],
    ['many', 'totp'],
  ]);
});
