// What is typed about a new mailbox, what the large providers want there, and what of it is sent.
import type { MailSignIn, NewMailbox } from '@ombud/shared/mail';

export const PROVIDERS = ['other', 'gmail', 'outlook'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface MailboxForm {
  provider: Provider;
  sign_in: MailSignIn;
  url: string;
  folder: string;
  user: string;
  password: string;
  token_url: string;
  client_id: string;
  client_secret: string;
  refresh_token: string;
  scope: string;
  authorities: string;
}

export const BLANK: MailboxForm = {
  provider: 'other', sign_in: 'password', url: 'imaps://', folder: 'INBOX', user: '', password: '',
  token_url: 'https://', client_id: '', client_secret: '', refresh_token: '', scope: '', authorities: '',
};

const PRESETS: Record<Provider, Pick<MailboxForm, 'url' | 'token_url' | 'scope' | 'sign_in'>> = {
  other: { url: BLANK.url, token_url: BLANK.token_url, scope: '', sign_in: 'password' },
  gmail: { url: 'imaps://imap.gmail.com:993', token_url: 'https://oauth2.googleapis.com/token', scope: '', sign_in: 'xoauth2' },
  outlook: {
    url: 'imaps://outlook.office365.com:993',
    token_url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
    sign_in: 'xoauth2',
  },
};

export const withProvider = (form: MailboxForm, provider: Provider): MailboxForm => ({ ...form, provider, ...PRESETS[provider] });

/** Passwords are sent as they were typed; everything else without the blanks that copying brings along. */
export function toAdd(form: MailboxForm): NewMailbox {
  const trimmed = (name: keyof MailboxForm) => form[name].trim();
  const folder = trimmed('folder');
  const authorities = trimmed('authorities');
  const scope = trimmed('scope');
  return {
    url: trimmed('url'),
    user: trimmed('user'),
    ...(folder ? { folder } : {}),
    ...(form.sign_in === 'password'
      ? { password: form.password }
      : {
          oauth: {
            token_url: trimmed('token_url'),
            client_id: trimmed('client_id'),
            client_secret: trimmed('client_secret'),
            refresh_token: trimmed('refresh_token'),
            ...(scope ? { scope } : {}),
          },
        }),
    ...(authorities ? { authorities: authorities + '\n' } : {}),
  };
}
