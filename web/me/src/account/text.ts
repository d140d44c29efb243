// The words behind the door, and those before it.
import type { Translate } from '@ombud/shared/i18n';
import { makeTexts, type SharedKey } from '@ombud/ui/text';
import doorEn from '../../messages/door.en.json';
import doorZh from '../../messages/door.zh-CN.json';
import en from '../../messages/account.en.json';
import zh from '../../messages/account.zh-CN.json';

type Own = keyof typeof en | keyof typeof doorEn;
export type Key = Own | SharedKey;
export type Text = Translate<Key>;

export const { useText, textNow, isKey, problemText } = makeTexts<Own>({ 'zh-CN': { ...doorZh, ...zh }, en: { ...doorEn, ...en } });
