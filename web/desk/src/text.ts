// The desk's words in the language of the moment.
import type { Language } from '@ombud/shared/api';
import { translator, type Translate } from '@ombud/shared/i18n';
import { makeTexts, type SharedKey } from '@ombud/ui/text';
import en from '../messages/en.json';
import zh from '../messages/zh-CN.json';

export type Key = keyof typeof en | SharedKey;
export type Text = Translate<Key>;

export const { useText, textNow, isKey, problemText } = makeTexts<keyof typeof en>({ 'zh-CN': zh, en });

const OURS = { 'zh-CN': translator<keyof typeof en>({ 'zh-CN': zh, en }, 'zh-CN'), en: translator<keyof typeof en>({ 'zh-CN': zh, en }, 'en') };
/** Our words in a language that need not be the reader's: what a customer is told in theirs. */
export const textIn = (language: Language): Translate<keyof typeof en> => OURS[language];

/** The name of a kind of secret; kinds that the server learned after us are named in general. */
export function secretName(text: Text, kind: string): string {
  const key = 'secret.' + kind;
  return text(isKey(key) ? key : 'secret.other');
}

/** A text that keeps no list of what was removed, with words for the marks. */
export const withoutMarks = (text: Text, body: string): string =>
  body.replace(/\[removed:(\w+)\]/g, (_, kind: string) => `[${secretName(text, kind)}]`);
