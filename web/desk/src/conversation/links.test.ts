import { expect, test } from 'vitest';
import { hostOf, pretends } from './links';

test.each([
  ['https://paiwallet.com/login', 'https://paiwallet.com.evil.ru/login'],
  ['paiwallet.com', 'https://evil.ru/'],
  ['www.paiwallet.com/help', 'https://paiwallet-help.com/'],
  [' PAIWALLET.com ', 'https://evil.ru/?q=paiwallet.com'],
  ['http://paiwallet.com', 'https://paiwallet.com@evil.ru/'],
  ['派钱包.中国', 'https://evil.ru/'],
])('“%s” pretends when it opens %s', (words, target) => expect(pretends(words, target)).toBe(true));

test.each([
  ['https://paiwallet.com/login', 'https://paiwallet.com/login?utm=1'],
  ['paiwallet.com', 'https://www.paiwallet.com/'],
  ['paiwallet.com', 'https://help.paiwallet.com/'],
  ['www.paiwallet.com', 'http://paiwallet.com'],
  ['click here', 'https://anything.example/'],
  ['', 'https://anything.example/'],
  ['Ask Dr.Smith about it', 'https://anything.example/'],
  ['see paiwallet.com for more', 'https://anything.example/'],
  ['wei@example.cn', 'mailto:wei@example.cn'],
  ['paiwallet.com', 'no address at all'],
])('“%s” is no lie about %s', (words, target) => expect(pretends(words, target)).toBe(false));

test('a host is what the browser would open', () => {
  expect(hostOf('https://paiwallet.com@evil.ru/x')).toBe('evil.ru');
  expect(hostOf('mailto:wei@example.cn')).toBeNull();
});
