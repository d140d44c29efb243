// What the address and the session call for: sign-in, setup, or the desk itself.
import { useEffect } from 'react';
import { DeskContext } from './desk';
import { useRoute } from './route';
import { findSession, session } from './session';
import { Setup } from './setup';
import { Shell } from './shell';
import { SignIn } from './sign-in';
import { useStore } from '@ombud/ui/store';
import { useText } from './text';
import { Button } from '@ombud/ui/button';
import { Entrance } from '@ombud/ui/entrance';
import { Frame } from '@ombud/ui/frame';

export function App() {
  return (
    <Frame>
      <Screen />
    </Frame>
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
