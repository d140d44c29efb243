// What the address and the session call for: sign-in, setup, or the desk itself.
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { DeskContext } from './desk';
import { useRoute } from './route';
import { findSession, session } from './session';
import { settings, useLanguage } from './settings';
import { Setup } from './setup';
import { Shell } from './shell';
import { SignIn } from './sign-in';
import { useSelected, useStore } from './store';
import { useText } from './text';
import { Button } from './ui/button';
import { Toasts } from './ui/toasts';
import { Entrance } from './ui/entrance';

export function App() {
  const language = useLanguage();
  const theme = useSelected(settings, (all) => all.theme);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <I18nProvider locale={language}>
      <Screen />
      <Toasts />
    </I18nProvider>
  );
}

function Screen() {
  const who = useStore(session);
  const route = useRoute();
  if (route.page === 'setup') return <Setup key={route.token} token={route.token} />;
  switch (who.state) {
    case 'asking':
      return <Asking />;
    case 'unreachable':
      return <Unreachable />;
    case 'nobody':
      return <SignIn ended={who.ended} />;
    case 'signed in':
      return (
        <DeskContext value={who.desk}>
          <Shell />
        </DeskContext>
      );
  }
}

function Asking() {
  const text = useText();
  return (
    <main className="asking" aria-busy="true">
      <p>{text('app.opening')}</p>
    </main>
  );
}

function Unreachable() {
  const text = useText();
  useEffect(() => {
    const again = () => void findSession();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, []);
  return (
    <Entrance title={text('unreachable.title')}>
      <p>{text('unreachable.text')}</p>
      <Button kind="primary" onPress={() => void findSession()}>
        {text('act.retry')}
      </Button>
    </Entrance>
  );
}
