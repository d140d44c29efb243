import { render } from 'preact';
import { expect, test } from 'vitest';
import texts from '../../messages/chat.en.json';
import { Said, split } from './said';
import { takeOut } from './guard';
import { textsFrom } from './texts';

const t = textsFrom({ language: 'en', texts });

test('a removed secret is found by code points, whatever stands before it', () => {
  const body = '😀 助记词 [removed:recovery_phrase] 完';
  expect(split(body, [{ kind: 'recovery_phrase', at: 6 }])).toEqual(['😀 助记词 ', { kind: 'recovery_phrase', at: 6 }, ' 完']);
});

test('a marker that the customer typed is only text', () => {
  expect(split('[removed:password]', [])).toEqual(['[removed:password]']);
  expect(split('x [removed:password]', [{ kind: 'password', at: 0 }])).toEqual(['x [removed:password]']);
});

test('what was said is text, never markup', () => {
  const place = document.createElement('div');
  render(<Said body={'<img src=x onerror=alert(1)> https://a.example/<b>'} removed={[]} t={t} />, place);
  expect(place.querySelector('img, b')).toBeNull();
  expect(place.textContent).toBe('<img src=x onerror=alert(1)> https://a.example/<b>');
  const link = place.querySelector('a')!;
  expect(link.getAttribute('href')).toBe('https://a.example/');
  expect(link.rel).toContain('noopener');
});

test('the secret is taken out and the rest is kept', () => {
  const found = [{ kind: 'password', start: 4, end: 8 }, { kind: 'password', start: 6, end: 8 }] as const;
  expect(takeOut('pw: abcd!', found, () => '[…]')).toBe('pw: […]!');
});
