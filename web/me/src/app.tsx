// What the address and the session call for: a page before the door, or the account itself.
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Profile } from '@ombud/shared/account';
import { Asking, Entrance, Unreachable } from '@ombud/ui/entrance';
import { Frame } from '@ombud/ui/frame';
import { useStore } from '@ombud/ui/store';
import { useChat } from './chat';
import { LinkButton } from './door/pieces';
import { SignIn } from './door/sign-in';
import { useText } from './door/text';
import { leaveFor, nextPage } from './next';
import { useRoute, type InsidePage } from './route';
import { findSession, session } from './session';

const Account = lazy(() => import('./account/account'));
const ways = () => import('./door/ways');
const SignUp = lazy(() => ways().then(({ SignUp }) => ({ default: SignUp })));
const Forgotten = lazy(() => ways().then(({ Forgotten }) => ({ default: Forgotten })));
const Reset = lazy(() => ways().then(({ Reset }) => ({ default: Reset })));
const Recovery = lazy(() => ways().then(({ Recovery }) => ({ default: Recovery })));
const Unfreeze = lazy(() => ways().then(({ Unfreeze }) => ({ default: Unfreeze })));
const Freeze = lazy(() => ways().then(({ Freeze }) => ({ default: Freeze })));
const ProveAgain = lazy(() => ways().then(({ ProveAgain }) => ({ default: ProveAgain })));
const NotMe = lazy(() => ways().then(({ NotMe }) => ({ default: NotMe })));

export function App() {
  useChat();
  return (
    <Frame>
      <Suspense fallback={<Asking />}>
        <Screen />
      </Suspense>
    </Frame>
  );
}

const retry = () => void findSession();

function Screen() {
  const who = useStore(session);
  const route = useRoute();
  switch (route.page) {
    case 'sign-up':
      return <SignUp />;
    case 'forgotten':
      return <Forgotten tracking={route.tracking} />;
    case 'recovery':
      return <Recovery tracking={route.tracking} />;
    case 'unfreeze':
      return <Unfreeze tracking={route.tracking} />;
    case 'reset':
      return <Reset key={route.token} token={route.token} />;
    case 'not-me':
      return <NotMe key={route.token} token={route.token} />;
    case 'freeze':
      return who.state === 'asking' && route.token === null ? <Asking /> : <Freeze key={route.token} token={route.token} />;
    case 'unknown':
      return <Unknown />;
  }
  switch (who.state) {
    case 'asking':
      return <Asking />;
    case 'unreachable':
      return <Unreachable again={retry} />;
    case 'nobody':
      return <SignIn ended={who.ended} />;
    case 'signed in':
      if (route.page === 'prove') return <ProveAgain profile={who.profile} />;
      return <Inside key={who.profile.id} page={route.page} profile={who.profile} />;
  }
}

/** The account, unless somebody came from the help centre only to sign in. */
function Inside({ page, profile }: { page: InsidePage; profile: Profile }) {
  const [next] = useState(() => (page === 'overview' ? nextPage() : null));
  useEffect(() => {
    if (next) leaveFor(next);
  }, [next]);
  return next ? <Asking /> : <Account page={page} profile={profile} />;
}

function Unknown() {
  const text = useText();
  return (
    <Entrance title={text('unknown.title')}>
      <LinkButton href="/me/">{text('unknown.back')}</LinkButton>
    </Entrance>
  );
}
