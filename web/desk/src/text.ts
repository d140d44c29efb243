// The desk's words in the language of the moment.
import { translator, type Translate } from '@ombud/shared/i18n';
import { Problem, type Language } from '@ombud/shared/api';
import en from '../messages/en.json';
import zh from '../messages/zh-CN.json';
import { languageNow, useLanguage } from './settings';

export type Key = keyof typeof en;
export type Text = Translate<Key>;

const texts: Record<Language, Text> = {
  'zh-CN': translator<Key>({ 'zh-CN': zh, en }, 'zh-CN'),
  en: translator<Key>({ 'zh-CN': zh, en }, 'en'),
};

export const useText = (): Text => texts[useLanguage()];
export const textNow = (): Text => texts[languageNow()];

const isKey = (key: string): key is Key => key in en;

/** What happened, what is safe and what to do, for any refusal. */
export function problemText(text: Text, error: unknown): string {
  if (!(error instanceof Problem)) return text('problem.page');
  const key = 'problem.' + error.code;
  if (isKey(key)) return text(key);
  if (error.status >= 500) return text('problem.server', { code: error.requestId ?? error.code });
  return text('problem.other', { code: error.requestId ?? error.code });
}

/** The name of a kind of secret; kinds that the server learned after us are named in general. */
export function secretName(text: Text, kind: string): string {
  const key = 'secret.' + kind;
  return text(isKey(key) ? key : 'secret.other');
}
