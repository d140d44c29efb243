// What one person chose on this computer, kept by the app under its own key; language and colours are known to all pages.
import { choose } from '@ombud/shared/i18n';
import type { Language } from '@ombud/shared/api';
import { Store, useSelected } from './store';

export type Theme = 'system' | 'light' | 'dark';

export interface Look {
  /** null: nobody has chosen yet. */
  language: Language | null;
  theme: Theme;
}

export const DEFAULT_LOOK: Look = { language: null, theme: 'system' };

function read<T extends Look>(key: string, defaults: T): T {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<T>) };
  } catch {
    return defaults;
  }
}

const look = new Store<Look>(DEFAULT_LOOK);
let keepLook: (change: Partial<Look>) => void = (change) => look.change((now) => ({ ...now, ...change }));

/** The settings of this page's app; its language and colours become the page's. */
export function keepSettings<T extends Look>(key: string, defaults: T): { settings: Store<T>; setSettings: (change: Partial<T>) => void } {
  const settings = new Store<T>(read(key, defaults));
  const setSettings = (change: Partial<T>) => {
    settings.change((now) => ({ ...now, ...change }));
    localStorage.setItem(key, JSON.stringify(settings.get()));
  };
  const show = () => look.set(settings.get());
  settings.watch(show);
  show();
  keepLook = (change) => setSettings(change as Partial<T>);
  return { settings, setSettings };
}

export const chooseLook = (change: Partial<Look>): void => keepLook(change);

/** The language of somebody who never chose one: their account's, else their browser's. */
const given = new Store<Language>(choose(...navigator.languages));

export const setGivenLanguage = (language: Language): void => given.set(language);

export function useLanguage(): Language {
  const chosen = useSelected(look, (all) => all.language);
  const otherwise = useSelected(given, (language) => language);
  return chosen ?? otherwise;
}

export const languageNow = (): Language => look.get().language ?? given.get();

export const useTheme = (): Theme => useSelected(look, (all) => all.theme);
