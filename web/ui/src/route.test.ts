import { beforeEach, expect, test } from 'vitest';
import { makeRouter } from './route';

const { routeNow, go, startRouting } = makeRouter('/me', (path, hash) => path + hash);
startRouting();

let followed: boolean;
addEventListener('click', (event) => {
  followed = event.defaultPrevented;
  event.preventDefault();
});
const click = (href: string) => {
  const link = document.createElement('a');
  link.href = href;
  document.body.append(link);
  link.click();
  return followed;
};

beforeEach(() => go('/me/'));

test('going changes the address and what is read from it, the part behind the # too', () => {
  go('/me/security#totp');
  expect([location.pathname + location.hash, routeNow()]).toEqual(['/me/security#totp', '/me/security#totp']);
  go('/me/security', true);
  expect(routeNow()).toBe('/me/security');
});

test('the token of a letter is read and gone from the address; a reload finds it, another letter replaces it', () => {
  go('/me/freeze#token=one');
  expect([location.href.includes('one'), routeNow()]).toEqual([false, '/me/freeze#token=one']);
  expect(makeRouter('/me', (path, hash) => path + hash).routeNow()).toBe('/me/freeze#token=one');
  location.hash = '#token=two';
  dispatchEvent(new Event('hashchange'));
  expect([location.href.includes('two'), routeNow()]).toEqual([false, '/me/freeze#token=two']);
  go('/me/freeze');
  expect(routeNow()).toBe('/me/freeze');
});

test('a plain click on a page of ours goes there without loading; all other links are the browser’s', () => {
  expect(click('/me/devices#now')).toBe(true);
  expect(routeNow()).toBe('/me/devices#now');
  for (const href of ['/memo', '/desk/', '/api/v1/staff/oidc/start', 'https://elsewhere.example/me/', '#main']) expect(click(href)).toBe(false);
  expect(location.pathname).toBe('/me/devices');
});
