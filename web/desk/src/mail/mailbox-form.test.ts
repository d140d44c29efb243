import { Problem } from '@ombud/shared/api';
import { expect, test } from 'vitest';
import { placed } from './faults';
import { found } from './found';
import { BLANK, toAdd, withProvider } from './mailbox-form';

test('a password is sent as typed, and nothing of the other way to sign in', () => {
  expect(toAdd({ ...BLANK, url: ' imaps://mail.example:993 ', user: ' us@example.com\n', password: ' pass word ', client_id: 'left over', folder: '' })).toEqual({
    url: 'imaps://mail.example:993', user: 'us@example.com', password: ' pass word ',
  });
});

test('OAuth is sent whole, and no password', () => {
  const form = { ...withProvider(BLANK, 'outlook'), user: 'us@example.com', password: 'left over', client_id: 'id', client_secret: 's', refresh_token: ' t ' };
  expect(toAdd(form)).toEqual({
    url: 'imaps://outlook.office365.com:993', user: 'us@example.com', folder: 'INBOX',
    oauth: {
      token_url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token', client_id: 'id', client_secret: 's', refresh_token: 't',
      scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
    },
  });
});

test('choosing a provider keeps what was typed', () => {
  const typed = { ...BLANK, user: 'us@example.com', folder: 'Support', client_id: 'id' };
  expect(withProvider(withProvider(typed, 'gmail'), 'other')).toEqual(typed);
});

test.each([
  ['mail.imap_refused', 'password', 'password'],
  ['mail.imap_refused', 'xoauth2', 'refresh_token'],
  ['mail.imap_away', 'password', 'url'],
  ['mail.imap_declined', 'password', 'folder'],
  ['mail.oauth_away', 'xoauth2', 'token_url'],
] as const)('%s with %s is said at %s, with the server’s words', (code, signIn, field) => {
  const problem = placed(new Problem(code, 422, 'elsewhere', null, 'r', 'NO denied'), signIn);
  expect(problem).toMatchObject({ code, field, detail: 'NO denied', requestId: 'r' });
});

test('what is no refusal stays what it is', () => {
  const error = new TypeError('no');
  expect(placed(error, 'password')).toBe(error);
});

test('letters are found by all words, in any case and width, wherever they stand', () => {
  const row = (id: string, sender: string | null, subject: string | null) => ({
    id, sender, subject, received_at: '', mailbox: 'us@example.com', state: 'set_aside' as const, why: null, kept: true, conversation_id: null,
  });
  const rows = [row('a', 'Wei@example.cn', '提现 没有到账'), row('b', null, 'Ｗｅｅｋｌｙ NEWS'), row('c', 'wei@other.example', null)];
  const ids = (wanted: string) => found(rows, wanted).map(({ id }) => id);
  expect(ids('')).toEqual(['a', 'b', 'c']);
  expect(ids('  wei ')).toEqual(['a', 'c']);
  expect(ids('提现 WEI')).toEqual(['a']);
  expect(ids('weekly')).toEqual(['b']);
  expect(ids('us@example.com other')).toEqual(['c']);
  expect(ids('nothing')).toEqual([]);
});
