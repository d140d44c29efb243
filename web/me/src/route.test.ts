import { expect, test } from 'vitest';
import { INSIDE, parseRoute, pathOf } from './route';

test('every page has an address that leads back to it', () => {
  for (const page of INSIDE) expect(parseRoute(pathOf(page))).toMatchObject({ page });
});

test('secrets stand behind the #, where no server sees them', () => {
  expect(parseRoute('/me/reset', '#token=a%2Bb')).toEqual({ page: 'reset', token: 'a+b' });
  expect(parseRoute('/me/reset')).toEqual({ page: 'reset', token: '' });
  expect(parseRoute('/me/freeze')).toEqual({ page: 'freeze', token: null });
  expect(parseRoute('/me/not-me', '#token=x')).toEqual({ page: 'not-me', token: 'x' });
  for (const page of ['forgotten', 'recovery', 'unfreeze'] as const) {
    expect(parseRoute('/me/' + page, '#tracking=t')).toEqual({ page, tracking: 't' });
    expect(parseRoute('/me/' + page)).toEqual({ page, tracking: null });
  }
});

test('proving it again has a page of its own', () => expect(parseRoute('/me/prove')).toEqual({ page: 'prove' }));

test('a window of the security page has an address; what is not a page is none', () => {
  expect(parseRoute('/me/security', '#totp')).toEqual({ page: 'security', wish: 'totp' });
  expect(parseRoute('/me/')).toEqual({ page: 'overview' });
  for (const path of ['/me/other', '/me/security/more', '/me/reset/x']) expect(parseRoute(path)).toEqual({ page: 'unknown' });
});
