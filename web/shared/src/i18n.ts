// Message catalogues in both languages: `{name}` is filled in, plural forms are chosen by the language's own rules.
import type { Language } from './api';

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** One text, or one per plural category of `count` (`other` always; Chinese has only that). */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Values = Record<string, string | number>;
export type Catalogues<Key extends string> = Record<Language, Record<Key, Message>>;
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export function translator<Key extends string>(catalogues: Catalogues<Key>, language: Language): Translate<Key> {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const shown = (value: string | number | undefined) => {
    if (typeof value === 'number') return number.format(value);
    // A right-to-left name must not reorder the sentence around it: wrap it in Unicode isolates.
    return value && RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : (value ?? '');
  };
  return (key, values = {}) => {
    const message = catalogues[language][key];
    const text =
      typeof message === 'string' ? message : (message[plural.select(Number(values.count))] ?? message.other ?? '');
    return text.replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
  };
}

/** The language of ours nearest to a BCP 47 tag; null when it is neither. */
export function nearest(tag: string | null | undefined): Language | null {
  if (/^zh\b/i.test(tag ?? '')) return 'zh-CN';
  return /^en\b/i.test(tag ?? '') ? 'en' : null;
}

/** The first of the tags that we speak, else English. */
export function choose(...tags: (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = nearest(tag);
    if (language) return language;
  }
  return 'en';
}
