import { expect, test } from 'vitest';
import { inboxPath, MAIL_TABS, mailPath, parseRoute } from './route';

test.each([
  ['/desk/', { page: 'inbox', view: 'mine', conversation: null }],
  ['/desk', { page: 'inbox', view: 'mine', conversation: null }],
  ['/desk/inbox/all', { page: 'inbox', view: 'all', conversation: null }],
  ['/desk/inbox/resolved/018f', { page: 'inbox', view: 'resolved', conversation: '018f' }],
  ['/desk/people', { page: 'people' }],
  ['/desk/articles', { page: 'articles', article: null }],
  ['/desk/articles/018f', { page: 'articles', article: '018f' }],
  ['/desk/articles/reports', { page: 'reports' }],
  ['/desk/reports', { page: 'figures' }],
  ['/desk/my-figures', { page: 'my-figures' }],
  ['/desk/reports/x', { page: 'unknown' }],
  ['/desk/wall', { page: 'live' }],
  ['/desk/flows/sign-in', { page: 'flows', flow: 'sign-in' }],
  ['/desk/flows/sign-in/x', { page: 'unknown' }],
  ['/desk/official', { page: 'official' }],
  ['/desk/status/x', { page: 'unknown' }],
  ['/desk/inbox/nonsense', { page: 'unknown' }],
  ['/desk/inbox/all/a/b', { page: 'unknown' }],
  ['/desk/mail', { page: 'mail', tab: 'health', letter: null }],
  ['/desk/mail/set-aside', { page: 'mail', tab: 'set-aside', letter: null }],
  ['/desk/mail/set-aside/018f', { page: 'mail', tab: 'set-aside', letter: '018f' }],
  ['/desk/mail/test', { page: 'mail', tab: 'test', letter: null }],
  ['/desk/mail/test/x', { page: 'unknown' }],
  ['/desk/mail/elsewhere', { page: 'unknown' }],
  ['/desk/elsewhere', { page: 'unknown' }],
])('%s', (path, route) => expect(parseRoute(path)).toEqual(route));

test('the setup token comes from the fragment, which no server sees', () => {
  expect(parseRoute('/desk/setup', '#token=a-b_c')).toEqual({ page: 'setup', token: 'a-b_c' });
  expect(parseRoute('/desk/setup')).toEqual({ page: 'setup', token: '' });
});

test('paths lead back to where they came from', () => {
  expect(parseRoute(inboxPath('unassigned', 'x'))).toEqual({ page: 'inbox', view: 'unassigned', conversation: 'x' });
  for (const tab of MAIL_TABS) expect(parseRoute(mailPath(tab))).toEqual({ page: 'mail', tab, letter: null });
  expect(parseRoute(mailPath('set-aside', 'x'))).toEqual({ page: 'mail', tab: 'set-aside', letter: 'x' });
});
