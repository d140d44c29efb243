import { beforeEach, expect, test, vi } from 'vitest';
import { leaveFor, nextIn, nextPage, rememberNext } from './next';

const asked = (next: string) => nextIn('?next=' + encodeURIComponent(next));

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/me/');
});

test.each(['/en/', '/zh-CN/', '/en/answers/sign-in', '/zh-CN/contact?topic=deposit', '/en/search?q=%E6%8F%90&page=2'])('%s is a page to go on to', (next) => {
  expect(asked(next)).toBe(next);
  expect(new URL(next, 'https://desk.example').origin).toBe('https://desk.example');
});

test('the help centre writes it as it stands', () => {
  expect(nextIn('?next=/en/answers/sign-in')).toBe('/en/answers/sign-in');
  expect(nextIn('?next=/en/contact%3Ftopic=withdrawal')).toBe('/en/contact?topic=withdrawal');
});

test.each([
  '', '/', '/me/', '/desk/', '/en', '/fr/', '/enx/', 'en/', '//evil.example/en/', '/\\evil.example', '/en/\\evil', '\\/en/', 'https://evil.example/en/',
  'https:/en/', 'javascript:alert(1)', 'javascript:/en/', '/en/../../me/', '/en/.//evil', '/en/@evil.example', '/en/#//evil', '/en/\n/evil', '/en/\t', ' /en/',
  '/en/ ', '/en/x\n', '/en/％2f', '/EN/', '/zh-cn/', '/en/a:b', '/en/a;b', '/en/<script>', 'data:text/html,/en/', '/%65n/', '/en/\u0000', '/en/\u202e',
])('%j is nowhere to go', (next) => expect(asked(next)).toBeNull());

test('only the first one counts, and what was kept is judged again', () => {
  expect(nextIn('?next=//evil.example&next=/en/')).toBeNull();
  expect(nextIn('?Next=/en/')).toBeNull();
  const kept = (next: unknown) => sessionStorage.setItem('ombud.me.next', JSON.stringify({ next, expires_at: new Date(Date.now() + 1000).toISOString() }));
  kept('//evil.example');
  expect(nextPage()).toBeNull();
  kept({ toString: 'x' });
  expect(nextPage()).toBeNull();
  kept('/en/');
  expect(nextPage()).toBe('/en/');
});

test('it leaves the address, and stays for this tab until it was followed or is over', () => {
  history.replaceState(null, '', '/me/?next=/en/answers/security#here');
  rememberNext();
  expect(location.pathname + location.search + location.hash).toBe('/me/#here');
  rememberNext();
  expect(nextPage()).toBe('/en/answers/security');
  const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined);
  leaveFor('/en/answers/security');
  expect(replace).toHaveBeenCalledWith('/en/answers/security');
  expect(nextPage()).toBeNull();

  history.replaceState(null, '', '/me/?next=/en/');
  rememberNext();
  vi.useFakeTimers({ now: Date.now() + 31 * 60_000, toFake: ['Date'] });
  expect(nextPage()).toBeNull();
  vi.useRealTimers();
});

test('a page that is none is forgotten with the address', () => {
  history.replaceState(null, '', '/me/?next=//evil.example/en/');
  rememberNext();
  expect([location.search, nextPage()]).toEqual(['', null]);
});
