import { expect, test } from 'vitest';
import { choose, nearest, translator } from './i18n';

const texts = {
  en: { hello: 'Hello {name}', new: { one: '{count} new', other: '{count} news' } },
  'zh-CN': { hello: '您好，{name}', new: { other: '{count} 条' } },
};

test('fills blanks, and chooses the plural by the rules of the language', () => {
  const en = translator(texts, 'en');
  expect(en('hello', { name: 'Emma' })).toBe('Hello Emma');
  expect([0, 1, 1200].map((count) => en('new', { count }))).toEqual(['0 news', '1 new', '1,200 news']);
  expect(translator(texts, 'zh-CN')('new', { count: 1 })).toBe('1 条');
});

test('a right-to-left name is isolated, and nothing in a name is a blank', () => {
  const en = translator(texts, 'en');
  expect(en('hello', { name: 'ليلى' })).toBe('Hello \u2068ليلى\u2069');
  expect(en('hello', { name: '{count}' })).toBe('Hello {count}');
});

test('finds the nearest language we speak', () => {
  expect([nearest('zh-TW'), nearest('en-GB'), nearest('fr'), nearest(null)]).toEqual(['zh-CN', 'en', null, null]);
  expect(choose(null, 'fr', 'zh')).toBe('zh-CN');
  expect(choose('fr')).toBe('en');
});
