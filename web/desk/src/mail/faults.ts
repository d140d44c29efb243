// What a mail server refused, in words, and which field of the form it is about.
import { Problem } from '@ombud/shared/api';
import type { MailSignIn } from '@ombud/shared/mail';
import { isKey, type Text } from '../text';

/** Faults that a newer server knows are told by their code. */
export function faultText(text: Text, code: string): string {
  const key = 'problem.' + code;
  return isKey(key) ? text(key, {}) : text('mail.fault_other', { code });
}

const FIELDS: Record<string, string> = {
  'mail.imap_url': 'url',
  'mail.imap_away': 'url',
  'mail.imap_odd': 'url',
  'mail.imap_folder': 'folder',
  'mail.imap_declined': 'folder',
  'mail.oauth_refused': 'refresh_token',
  'mail.oauth_away': 'token_url',
  'mailbox.known': 'user',
  'mailbox.no_sign_in': 'password',
};

/** What lacks a name here is no person. */
export const unfilled = (code: string): string => (code === 'name.empty' ? 'text.empty' : code);

/** The same problem, said at the field where it can be mended. */
export function placed(error: unknown, signIn: MailSignIn): unknown {
  if (!(error instanceof Problem)) return error;
  const { code, status, field, retryAfter, requestId, detail } = error;
  const refusedAt = signIn === 'password' ? 'password' : 'refresh_token';
  const at = code === 'mail.imap_refused' ? refusedAt : code === 'mailbox.no_sign_in' ? refusedAt : (FIELDS[code] ?? field);
  return new Problem(unfilled(code), status, at, retryAfter, requestId, detail);
}
