// Words in the language of the moment: ours, and those that each app adds.
import { LANGUAGES, translator, type Message, type Translate } from '@ombud/shared/i18n';
import { Problem, type Language } from '@ombud/shared/api';
import en from '../messages/en.json';
import zh from '../messages/zh-CN.json';
import { languageNow, useLanguage } from './settings';

export type SharedKey = keyof typeof en;
export type SharedText = Translate<SharedKey>;

type Words<Key extends string> = Record<Key, Message>;

export interface Texts<Key extends string> {
  useText: () => Translate<Key>;
  textNow: () => Translate<Key>;
  isKey: (key: string) => key is Key;
  /** What happened, what is safe and what to do, for any refusal. */
  problemText: (text: Translate<Key>, error: unknown) => string;
}

/** All words of this page: a piece of ours says it as the app does, where the app has its own way. */
const page: Record<Language, object> = { 'zh-CN': {}, en: {} };

export function makeTexts<Key extends string>(words: Record<Language, Words<Key>>): Texts<Key | SharedKey> {
  type Every = Key | SharedKey;
  for (const language of LANGUAGES) Object.assign(page[language], words[language]);
  const all = page as Record<Language, Words<Every>>;
  const texts: Record<Language, Translate<Every>> = { 'zh-CN': translator(all, 'zh-CN'), en: translator(all, 'en') };
  const isKey = (key: string): key is Every => key in all.en;
  return {
    useText: () => texts[useLanguage()],
    textNow: () => texts[languageNow()],
    isKey,
    problemText: (text, error) => {
      if (!(error instanceof Problem)) return text('problem.page');
      const key = 'problem.' + error.code;
      if (isKey(key)) return text(key);
      return text(error.status >= 500 ? 'problem.server' : 'problem.other', { code: error.requestId ?? error.code });
    },
  };
}

/** The words of the pieces here. */
export const { useText: useSharedText, problemText: sharedProblemText } = makeTexts<SharedKey>({ 'zh-CN': zh, en });
