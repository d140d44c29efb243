// The words before the door: signing in and up, ways back, freezing; and for every refusal.
import type { Translate } from '@ombud/shared/i18n';
import { makeTexts, type SharedKey } from '@ombud/ui/text';
import en from '../../messages/door.en.json';
import zh from '../../messages/door.zh-CN.json';

export type Key = keyof typeof en | SharedKey;
export type Text = Translate<Key>;

export const { useText, textNow, isKey, problemText } = makeTexts<keyof typeof en>({ 'zh-CN': zh, en });
