import { render } from 'preact';
import { expect, test } from 'vitest';
import { Rich, safeHref } from './html';

const DESK = 'https://desk.example';
const time = (at: string) => (at === '2026-03-04T14:05:00Z' ? <time>14:05, in 3 hours</time> : null);

function drawn(html: string): HTMLElement {
  const place = document.createElement('div');
  render(<Rich html={html} text="plain" desk={DESK} time={time} />, place);
  return place.querySelector<HTMLElement>('.rich')!;
}

test('paragraphs, lists and emphasis stay what they are', () => {
  const html = '<p>The lock <strong>ends</strong> soon.<br>Wait.</p><ol><li><p>One <em>and</em></p></li><li>two <code>abc</code></li></ol><ul><li>x</li></ul>';
  expect(drawn(html).outerHTML).toBe(`<div class="rich">${html}</div>`);
});

test('a time is told as the chat tells times, and stays as it was written where it is none', () => {
  expect(drawn('<p>until <time datetime="2026-03-04T14:05:00Z">14:05 UTC</time></p>').textContent).toBe('until 14:05, in 3 hours');
  expect(drawn('<p>until <time datetime="soon" onclick="x()">soon</time></p>').outerHTML).toBe('<div class="rich"><p>until soon</p></div>');
});

test('links lead to the desk or by https, and open a page of their own', () => {
  const links = drawn('<a href="/me/freeze">a</a><a href="https://other.example/x" onclick="x()" style="x" target="_top">b</a>').querySelectorAll('a');
  expect([...links].map(({ href }) => href)).toEqual([DESK + '/me/freeze', 'https://other.example/x']);
  for (const link of links) {
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer nofollow']);
    expect(link.getAttributeNames().sort()).toEqual(['href', 'rel', 'target']);
  }
});

test.each([
  'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:x',
  'blob:https://desk.example/1', 'file:///etc/passwd', 'http://other.example/', 'https://desk.example@evil.example/', 'https://me:pw@desk.example/', 'https://', '//',
])('%j is no link', (href) => {
  expect(safeHref(href, DESK)).toBeNull();
  const place = document.createElement('p');
  const link = document.createElement('a');
  link.setAttribute('href', href);
  link.textContent = 'press';
  place.append(link);
  const shown = drawn(place.outerHTML);
  expect([shown.querySelector('a'), shown.textContent]).toEqual([null, 'press']);
});

test.each([
  ['<img src=x onerror=alert(1)>safe', 'safe'],
  ['<script>alert(1)</script>safe', 'safe'],
  ['<style>*{display:none}</style><p>safe</p>', 'safe'],
  ['<iframe srcdoc="<script>1</script>"></iframe>safe', 'safe'],
  ['<svg onload=alert(1)><a href="javascript:1">x</a></svg>safe', 'safe'],
  ['<math><mtext><img src=x onerror=alert(1)></mtext></math>safe', 'safe'],
  ['<template><img src=x onerror=alert(1)></template>safe', 'safe'],
  ['<form action="https://evil.example"><input name=password><button>safe</button></form>', 'safe'],
  ['<p onmouseover="alert(1)" class="x" id="y" style="position:fixed">safe</p>', 'safe'],
  ['<!--<img src=x onerror=alert(1)>-->safe', 'safe'],
  ['<constructor>safe</constructor><__proto__></__proto__>', 'safe'],
])('of %s only the words stay', (html, words) => {
  const shown = drawn(html);
  expect(shown.textContent).toBe(words);
  for (const element of shown.querySelectorAll('*')) {
    expect(['P', 'DIV']).toContain(element.nodeName);
    expect(element.getAttributeNames()).toEqual([]);
  }
});

test('deep nesting ends in words', () => {
  const shown = drawn('<ul><li>'.repeat(400) + 'deep' + '</li></ul>'.repeat(400));
  expect(shown.textContent).toBe('deep');
  expect(shown.querySelectorAll('*').length).toBeLessThan(20);
});
