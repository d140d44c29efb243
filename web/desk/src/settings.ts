// What one person chose on this computer: language, colours, how to be called, keys.
import { choose } from '@ombud/shared/i18n';
import type { Language } from '@ombud/shared/api';
import { Store, useSelected } from './store';

export type Theme = 'system' | 'light' | 'dark';

export interface Settings {
  /** null: nobody has chosen yet. */
  language: Language | null;
  theme: Theme;
  notifications: boolean;
  sound: boolean;
  /** Single-letter shortcuts; people who speak to their computer switch them off. */
  keys: boolean;
  /** Whether the facts beside a conversation are shown where there is room. */
  facts: boolean;
}

const KEY = 'ombud.desk.settings';
const DEFAULTS: Settings = {
  language: null,
  theme: 'system',
  notifications: false,
  sound: false,
  keys: true,
  facts: true,
};

function read(): Settings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    return DEFAULTS;
  }
}

export const settings = new Store<Settings>(read());

export function setSettings(change: Partial<Settings>): void {
  settings.change((now) => ({ ...now, ...change }));
  localStorage.setItem(KEY, JSON.stringify(settings.get()));
}

/** The language of somebody who never chose one: their account's, else their browser's. */
const given = new Store<Language>(choose(...navigator.languages));

export const setGivenLanguage = (language: Language): void => given.set(language);

export function useLanguage(): Language {
  const chosen = useSelected(settings, (all) => all.language);
  const otherwise = useSelected(given, (language) => language);
  return chosen ?? otherwise;
}

export const languageNow = (): Language => settings.get().language ?? given.get();
