// What the address and the session call for: sign-in, setup, or the desk itself.
import { DeskContext } from './desk';
import { useRoute } from './route';
import { findSession, session } from './session';
import { Setup } from './setup';
import { Shell } from './shell';
import { Enrolment, Locked, SecondStep } from './security/doors';
import { SignIn } from './sign-in';
import { useStore } from '@ombud/ui/store';
import { Asking, Unreachable } from '@ombud/ui/entrance';
import { Frame } from '@ombud/ui/frame';

export function App() {
  return (
    <Frame>
      <Screen />
    </Frame>
  );
}

const retry = () => void findSession();

function Screen() {
  const who = useStore(session);
  const route = useRoute();
  if (route.page === 'setup') return <Setup key={route.token} token={route.token} />;
  switch (who.state) {
    case 'asking':
      return <Asking />;
    case 'unreachable':
      return <Unreachable again={retry} />;
    case 'nobody':
      return <SignIn ended={who.ended} />;
    case 'second factor':
      return <SecondStep methods={who.methods} />;
    case 'enrolment':
      return <Enrolment />;
    case 'locked':
      return <Locked />;
    case 'signed in':
      return (
        <DeskContext value={who.desk}>
          <Shell />
        </DeskContext>
      );
  }
}
