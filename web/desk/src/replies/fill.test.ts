import { describe, expect, test } from 'vitest';
import type { SavedReply } from '@ombud/shared/replies';
import { askedFor, fill, found, inserted, textIn, unknownIn, VARIABLES, type Values } from './fill';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const values: Values = { customer_name: 'Li Wei', reference: 'OM-7F3K-92QD', agent_name: 'Ana', topic: 'Deposit', queue: null, date: '4 May 2026', time: '12:00' };
const nameless: Values = { ...values, customer_name: null };

const reply = (title: string, change: Partial<SavedReply> = {}): SavedReply => ({
  id: title, owner_id: null, title, shortcut: null, topic: null, folder: '', text_en: title, text_zh: '', used: 0, used_at: null, changed_at: '', ...change,
});

test('the server knows the same variables', () => {
  const held = readFileSync(join(import.meta.dirname, '../../../../src/replies/variables.hpp'), 'utf8');
  const names = [.../variables\{([^}]*)\}/.exec(held)![1]!.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name);
  expect(names).toEqual([...VARIABLES]);
});

describe('filling', () => {
  test('each variable gets its value', () => {
    expect(fill('Hello {customer_name}, {reference} of {date}: {agent_name}', values)).toBe('Hello Li Wei, OM-7F3K-92QD of 4 May 2026: Ana');
  });
  test('what is not there leaves no hole', () => {
    expect(fill('Hello {customer_name},\nyour case {reference}', nameless)).toBe('Hello,\nyour case OM-7F3K-92QD');
    expect(fill('{customer_name}，您好！', nameless)).toBe('您好！');
    expect(fill('您好 {customer_name}！\n{customer_name}：', nameless)).toBe('您好！\n');
    expect(fill('Hello {customer_name|there},', nameless)).toBe('Hello there,');
    expect(fill('Hello {customer_name|there},', values)).toBe('Hello Li Wei,');
  });
  test('other braces stay, and a name with braces stays a name', () => {
    expect(fill('{"a": {}} {pasword} {Date}', values)).toBe('{"a": {}} {pasword} {Date}');
    expect(fill('Hello {customer_name}', { ...values, customer_name: '{agent_name} $& $1' })).toBe('Hello {agent_name} $& $1');
  });
  test('an unknown one is named', () => {
    expect(unknownIn('Hello {customer_name}, {pasword}')).toBe('pasword');
    expect(unknownIn('Hello {customer_name|x} {"json": 1} {}')).toBeNull();
  });
});

test('the conversation’s language first, the other one marked', () => {
  expect(textIn({ text_en: 'Hello', text_zh: '您好' }, 'zh-CN')).toEqual({ text: '您好', other: null });
  expect(textIn({ text_en: 'Hello', text_zh: '' }, 'zh-CN')).toEqual({ text: 'Hello', other: 'en' });
  expect(textIn({ text_en: '', text_zh: '您好' }, 'en')).toEqual({ text: '您好', other: 'zh-CN' });
});

describe('asking', () => {
  test('begins at the start or after a blank', () => {
    expect(askedFor('/dep', 4)).toEqual({ mark: '/', words: 'dep', from: 0 });
    expect(askedFor('Hello ;hi there', 9)).toEqual({ mark: ';', words: 'hi', from: 6 });
    expect(askedFor('您好，/提现', 6)).toEqual({ mark: '/', words: '提现', from: 3 });
    expect(askedFor('您好 ；充值', 6)).toEqual({ mark: ';', words: '充值', from: 3 });
  });
  test('not within a word, a link or a date', () => {
    for (const body of ['and/or', 'https://a.example/x', '12/05', 'a;b', '/two words', '']) expect(askedFor(body, body.length)).toBeNull();
  });
  test('what is chosen takes its place, and the caret goes behind it', () => {
    const body = 'Hello /hi!';
    expect(inserted(body, { from: 6 }, 9, 'Dear Li')).toEqual({ body: 'Hello Dear Li!', caret: 13 });
  });
});

describe('finding', () => {
  const all = [
    reply('Deposit is late', { topic: 'deposit', shortcut: 'dep' }),
    reply('Welcome', { used: 9 }),
    reply('提现审核', { topic: 'withdrawal', text_zh: '您的提现正在审核', folder: 'Money' }),
    reply('About deposits', { used: 3 }),
  ];
  const titles = (mark: '/' | ';', words: string, topic: string | null = null) => found(all, { mark, words }, topic).map(({ title }) => title);
  test('those about the topic come first, then those used most', () => {
    expect(titles('/', '', 'withdrawal')).toEqual(['提现审核', 'Welcome', 'About deposits', 'Deposit is late']);
  });
  test('a shortcut comes before a title, a title before a text', () => {
    expect(titles('/', 'dep')).toEqual(['Deposit is late', 'About deposits']);
    expect(titles('/', 'MONEY')).toEqual(['提现审核']);
    expect(titles('/', '提现')).toEqual(['提现审核']);
    expect(titles('/', 'zebra')).toEqual([]);
  });
  test('a semicolon asks for shortcuts only', () => {
    expect(titles(';', 'd')).toEqual(['Deposit is late']);
    expect(titles(';', 'welcome')).toEqual([]);
  });
});
