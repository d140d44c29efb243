import { expect, test } from 'vitest';
import { readMarkup, type Markup } from './markup';

const tags = (tree: readonly Markup[]): string[] =>
  tree.flatMap((each) => (typeof each === 'string' ? [] : [each.tag, ...tags(each.children)]));
const words = (tree: readonly Markup[]): string =>
  tree.map((each) => (typeof each === 'string' ? each : words(each.children))).join('');
const attributes = (tree: readonly Markup[]): Record<string, string>[] =>
  tree.flatMap((each) => (typeof each === 'string' ? [] : [each.attributes, ...attributes(each.children)]));

test('what Markdown makes stays', () => {
  const tree = readMarkup('<h2 id="s-a">A</h2><ol start="3"><li><strong>b</strong></li></ol><table><thead><tr><th align="right">c</th></tr></thead></table>');
  expect(tags(tree)).toEqual(['h2', 'ol', 'li', 'strong', 'table', 'thead', 'tr', 'th']);
  expect(attributes(tree)).toContainEqual({ start: '3' });
  expect(attributes(tree)).toContainEqual({ align: 'right' });
});

test.each([
  '<script>alert(1)</script>ok', '<img src=x onerror=alert(1)>ok', '<svg onload=alert(1)><p>no</p></svg>ok', '<iframe srcdoc="no"></iframe>ok',
  '<style>*{display:none}</style>ok', '<img src="https://evil.example/p.png">ok', '<img src="//evil.example/p.png">ok',
])('%s leaves words only', (html) => {
  expect(tags(readMarkup(html))).toEqual([]);
  expect(words(readMarkup(html))).toBe('ok');
});

test('nothing but known attributes passes', () => {
  const tree = readMarkup('<p class="x" style="position:fixed" onclick="alert(1)"><a href="https://a.example" onmouseover="x()">a</a></p>');
  expect(attributes(tree)).toEqual([{}, { href: 'https://a.example' }]);
});

test.each(['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x'])('a link to %s leads nowhere', (href) => {
  expect(attributes(readMarkup(`<a href="${href}">a</a>`))).toEqual([{}]);
});

test('what is not known keeps its words', () => {
  expect(words(readMarkup('<marquee>a <b>b</b></marquee>'))).toBe('a b');
});
