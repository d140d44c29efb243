import { expect, test } from 'vitest';
import { partsOf } from './links';

const links = (text: string) => partsOf(text).filter(({ link }) => link).map(({ words }) => words);

test('links are found, without the sentence around them', () => {
  expect(links('Open http://127.0.0.1:8080/me/reset#token=omt1_a-b_c.\nThanks')).toEqual(['http://127.0.0.1:8080/me/reset#token=omt1_a-b_c']);
  expect(links('请打开 https://a.example/me/freeze#token=x，三十分钟内有效。')).toEqual(['https://a.example/me/freeze#token=x']);
});

test('nothing but http becomes a link', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://a.example')).toEqual([]);
});

test('no word is lost', () => {
  const text = 'a https://a.example/ b (https://b.example/c) d';
  expect(partsOf(text).map(({ words }) => words).join('')).toBe(text);
});
