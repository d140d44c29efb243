// Signing in: address, password, and a plain word for each way it can fail.
import { useState, type SyntheticEvent } from 'react';
import { Problem } from '@ombud/shared/api';
import { signIn } from './session';
import { problemText, useText } from './text';
import { Button } from '@ombud/ui/button';
import { useCountdown } from '@ombud/ui/countdown';
import { Entrance } from '@ombud/ui/entrance';
import { Field } from '@ombud/ui/field';
import { Password } from '@ombud/ui/password';

export function SignIn({ ended }: { ended: boolean }) {
  const text = useText();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useCountdown();

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || wait > 0) return;
    setBusy(true);
    setError(null);
    try {
      await signIn(email.trim(), password);
    } catch (problem) {
      setError(problem);
      if (problem instanceof Problem && problem.status === 429) setWait(problem.retryAfter ?? 30);
      setBusy(false);
    }
  };

  const limited = error instanceof Problem && error.status === 429;
  return (
    <Entrance title={text('sign_in.title')}>
      {ended && !error && (
        <p className="notice" role="status">
          {text('sign_in.ended')}
        </p>
      )}
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label={text('field.email')}
          type="email"
          name="email"
          autoComplete="username"
          isRequired
          autoFocus
          value={email}
          onChange={setEmail}
          input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr' }}
        />
        <Password value={password} onChange={setPassword} />
        {error !== null && (
          <p className="notice" data-tone="danger" role="alert">
            {limited ? text(wait > 0 ? 'sign_in.limited' : 'sign_in.again') : problemText(text, error)}
          </p>
        )}
        <Button kind="primary" type="submit" isDisabled={wait > 0} isPending={busy}>
          {wait > 0 ? text('sign_in.wait', { count: wait }) : text(busy ? 'sign_in.busy' : 'sign_in.act')}
        </Button>
      </form>
      <p className="aside">{text('sign_in.help')}</p>
    </Entrance>
  );
}
