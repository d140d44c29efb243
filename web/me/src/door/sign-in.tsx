// Signing in: address and password or a passkey, then whatever else the account asks for.
import { useEffect, useRef, useState } from 'react';
import { Fingerprint } from 'lucide-react';
import { passkeyChallenge, signIn, signInByPasskey, type SignIn as Answer } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Button } from '@ombud/ui/button';
import { Entrance } from '@ombud/ui/entrance';
import { NoPasskeysHere } from '@ombud/ui/no-passkeys';
import { Password } from '@ombud/ui/password';
import { Form, useAct } from '@ombud/ui/act';
import { SIGN_IN, useKept, type Begun } from '../kept';
import { door, entered } from '../session';
import { canFillIn, getPasskey, passkeySupport } from '@ombud/ui/webauthn';
import { EmailField } from '@ombud/ui/fields';
import { FrozenAccount } from './frozen';
import { SecondStep } from './second-step';
import { problemText, useText } from './text';

/** How long the server keeps a sign-in that is under way. */
const TICKET_LASTS = 600_000;
const OVER = new Set(['ticket.expired', 'code.too_many']);

export type Still = <T>(work: Promise<T>) => Promise<T>;

export function SignIn({ ended }: { ended: boolean }) {
  const text = useText();
  const [begun, keep] = useKept<Begun>(SIGN_IN);
  const [over, setOver] = useState<Problem | null>(null);
  const take = async (given: Answer) => {
    const inside = await entered(given);
    setOver(null);
    keep(inside ? null : { ...given, expires_at: new Date(Date.now() + TICKET_LASTS).toISOString() });
  };
  const back = () => keep(null);
  /** A sign-in that is over begins anew. */
  const still = async <T,>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Problem && OVER.has(error.code)) {
        setOver(error);
        back();
      }
      throw error;
    }
  };
  if (begun?.next === 'frozen') return <FrozenAccount begun={begun} still={still} back={back} />;
  if (begun) return <SecondStep key={begun.ticket} begun={begun} keep={keep} still={still} take={take} back={back} />;
  return <FirstStep notice={over ? problemText(text, over) : ended ? text('sign_in.ended') : null} take={take} />;
}

function FirstStep({ notice, take }: { notice: string | null; take: (answer: Answer) => Promise<void> }) {
  const text = useText();
  const act = useAct();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const filling = useFillIn(take);
  const byPasskey = () =>
    act.run(async () => {
      filling.current?.abort();
      const { challenge_id, options } = await passkeyChallenge(door);
      await take(await signInByPasskey(door, { challenge_id, credential: await getPasskey(options) }));
    });

  return (
    <Entrance title={text('sign_in.title')}>
      {notice && act.error === null && (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      <Form
        act={act}
        submit={async () => take(await signIn(door, email.trim(), password))}
        label={text(act.busy ? 'sign_in.busy' : 'sign_in.act')}
      >
        <EmailField autoComplete="username webauthn" autoFocus value={email} onChange={setEmail} />
        <Password value={password} onChange={setPassword} />
      </Form>
      <PasskeyWay onPress={() => void byPasskey()} busy={act.busy} />
      <p className="ways">
        <a href="/me/forgotten">{text('sign_in.forgotten')}</a>
        <a href="/me/sign-up">{text('sign_in.sign_up')}</a>
      </p>
      <p className="aside alarm">
        {text('sign_in.stolen')} <a href="/me/freeze">{text('freeze.now')}</a>
      </p>
    </Entrance>
  );
}

/** A button where passkeys work; where only the address hinders them, the address that does not. */
function PasskeyWay({ onPress, busy }: { onPress: () => void; busy: boolean }) {
  const text = useText();
  const support = passkeySupport();
  if (support === 'works') {
    return (
      <Button onPress={onPress} isDisabled={busy}>
        <Fingerprint size={18} aria-hidden="true" />
        {text('sign_in.passkey')}
      </Button>
    );
  }
  return support === 'browser' ? null : <NoPasskeysHere kind="aside" />;
}

/** Passkeys among what the browser fills in: asked once, quietly, given up when the person does something else. */
function useFillIn(take: (answer: Answer) => Promise<void>) {
  const asking = useRef<AbortController | null>(null);
  const taken = useRef(take);
  useEffect(() => {
    taken.current = take;
  }, [take]);
  useEffect(() => {
    const stop = new AbortController();
    asking.current = stop;
    const gone = () => stop.signal.aborted;
    const offer = async () => {
      if (!(await canFillIn()) || gone()) return;
      const { challenge_id, options } = await passkeyChallenge(door);
      if (gone()) return;
      const credential = await getPasskey(options, { signal: stop.signal, conditional: true });
      await taken.current(await signInByPasskey(door, { challenge_id, credential }));
    };
    // Nobody asked for it: what goes wrong here is silent, and the button says it aloud.
    offer().catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
    return () => stop.abort();
  }, []);
  return asking;
}
