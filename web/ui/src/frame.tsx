// What stands around every screen of a page: its language, its colours, its toasts.
import { useEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useLanguage, useTheme } from './settings';
import { Toasts } from './toasts';

export function Frame({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <I18nProvider locale={language}>
      {children}
      <Toasts />
    </I18nProvider>
  );
}
