// The desk's words in the language of the moment.
import type { Translate } from '@ombud/shared/i18n';
import { makeTexts, type SharedKey } from '@ombud/ui/text';
import en from '../messages/en.json';
import zh from '../messages/zh-CN.json';

export type Key = keyof typeof en | SharedKey;
export type Text = Translate<Key>;

export const { useText, textNow, isKey, problemText } = makeTexts<keyof typeof en>({ 'zh-CN': zh, en });

/** The name of a kind of secret; kinds that the server learned after us are named in general. */
export function secretName(text: Text, kind: string): string {
  const key = 'secret.' + kind;
  return text(isKey(key) ? key : 'secret.other');
}

/** A text that keeps no list of what was removed, with words for the marks. */
export const withoutMarks = (text: Text, body: string): string =>
  body.replace(/\[removed:(\w+)\]/g, (_, kind: string) => `[${secretName(text, kind)}]`);
