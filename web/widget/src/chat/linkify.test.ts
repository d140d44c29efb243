import { expect, test } from 'vitest';
import { linkify } from './linkify';

const links = (text: string) => linkify(text).filter(({ link }) => link).map(({ text: address }) => address);

test.each([
  ['see https://a.example/x?y=1#z.', ['https://a.example/x?y=1#z']],
  ['（见 https://a.example/路径）', ['https://a.example/']],
  ['请看https://a.example/b，谢谢', ['https://a.example/b']],
  ['请看 https://a.example/b谢谢', ['https://a.example/b']],
  ['(https://a.example/a_(b))', ['https://a.example/a_(b)']],
  ['http://a.example and HTTPS://B.EXAMPLE/', ['http://a.example', 'HTTPS://B.EXAMPLE/']],
])('links exactly the address in %s', (text, expected) => expect(links(text)).toEqual(expected));

test.each([
  ['another scheme', 'javascript:alert(1) data:text/html,x ftp://a.example'],
  ['a user name that imitates a site', 'https://bank.example@evil.example/'],
  ['a Cyrillic letter in the host', 'https://раypal.example/ https://payp\u0430l.example'],
  ['a direction override', 'https://a.example/\u202Egpj.exe'],
  ['no host', 'https://'],
  ['a bare name', 'https://localhost/'],
])('never links %s', (_, text) => expect(links(text)).toEqual([]));

test('loses no character', () => {
  const text = 'a https://a.example/b, (http://c.example) 𝕏 https://d.example@e/ 末尾';
  expect(linkify(text).map((piece) => piece.text).join('')).toBe(text);
});
