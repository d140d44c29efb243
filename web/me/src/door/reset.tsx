// The link of the letter: a new password, after which the person signs in with it.
import { useEffect, useState } from 'react';
import { completeReset } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Entrance } from '@ombud/ui/entrance';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Waiting } from '@ombud/ui/waiting';
import { door, leave } from '../session';
import { askAhead } from './ahead';
import { NewPassword } from './new-password';
import { LinkButton } from './pieces';
import { useText } from './text';

const isDead = (error: unknown) => error instanceof Problem && error.code === 'reset_link.invalid';

export function Reset({ token }: { token: string }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [password, setPassword] = useState('');
  const [done, setDone] = useState<{ second_factor_next: boolean } | null>(null);
  const [holds, setHolds] = useState(token ? null : false);
  // A link that was used or has expired says so before anybody thinks of a password. Whatever else is wrong shows on sending.
  useEffect(() => {
    if (!token) return;
    const ask = askAhead((none) => completeReset(door, token, none));
    void ask.then(() => setHolds(true), (error: unknown) => setHolds(!isDead(error)));
  }, [token]);
  const submit = async () => {
    const answer = await completeReset(door, token, password);
    leave(false);
    // The link is used up: no reload needs it.
    history.replaceState(null, '', '/me/reset');
    setDone(answer);
  };
  if (done) {
    return (
      <Entrance title={text('reset.done')}>
        <p>{text('reset.done_ended')}</p>
        <p>{text('reset.done_hold')}</p>
        {done.second_factor_next && <p>{text('reset.done_factor')}</p>}
        <LinkButton href="/me/">{text('reset.sign_in')}</LinkButton>
      </Entrance>
    );
  }
  if (holds === false || isDead(act.error)) {
    return (
      <Entrance title={text('reset.invalid')}>
        <p>{text('reset.invalid_why')}</p>
        <LinkButton href="/me/forgotten">{text('reset.invalid_next')}</LinkButton>
      </Entrance>
    );
  }
  if (holds === null) {
    return (
      <Entrance title={text('reset.title')}>
        <Waiting />
      </Entrance>
    );
  }
  return (
    <Entrance title={text('reset.title')}>
      <p>{text('reset.why')}</p>
      <Form act={act} submit={submit} label={text(act.busy ? 'reset.busy' : 'reset.act')} fields={['password']}>
        <NewPassword autoFocus value={password} onChange={setPassword} error={at('password')} />
      </Form>
    </Entrance>
  );
}
