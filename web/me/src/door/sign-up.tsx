// A new account: the address, the code that proves it, then a name and a password.
import { useState } from 'react';
import { confirmSignUp, signUp, type Ticket } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Entrance } from '@ombud/ui/entrance';
import { Field } from '@ombud/ui/field';
import { languageNow } from '@ombud/ui/settings';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { go } from '../route';
import { door, findSession } from '../session';
import { CodeField, EmailField } from '@ombud/ui/fields';
import { NewPassword } from './new-password';
import { When } from './pieces';
import { useText } from './text';

interface Begun extends Ticket { email: string }

const KEY = 'ombud.me.sign-up';

/** A reload while the code travels loses nothing. */
function begunBefore(): Begun | null {
  try {
    const begun = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Begun | null;
    return begun && Date.parse(begun.expires_at) > Date.now() ? begun : null;
  } catch {
    return null;
  }
}

export function SignUp() {
  const [begun, setBegun] = useState(begunBefore);
  const keep = (value: Begun | null) => {
    if (value) sessionStorage.setItem(KEY, JSON.stringify(value));
    else sessionStorage.removeItem(KEY);
    setBegun(value);
  };
  return begun ? <Confirm key={begun.ticket} begun={begun} keep={keep} /> : <Address begin={keep} />;
}

function Address({ begin }: { begin: (begun: Begun) => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [email, setEmail] = useState('');
  const submit = async () => begin({ ...(await signUp(door, email.trim(), languageNow())), email: email.trim() });
  return (
    <Entrance title={text('sign_up.title')}>
      <p>{text('sign_up.why')}</p>
      <Form act={act} submit={submit} label={text('sign_up.next')} fields={['email']}>
        <EmailField autoFocus value={email} onChange={setEmail} error={at('email')} />
      </Form>
      <p className="ways">
        <a href="/me/">{text('sign_up.have')}</a>
      </p>
    </Entrance>
  );
}

function Confirm({ begun, keep }: { begun: Begun; keep: (begun: Begun | null) => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [proved, setProved] = useState(false);
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const again = (
    <button type="button" className="link" onClick={() => keep(null)}>
      {text('sign_up.other')}
    </button>
  );

  const submit = async () => {
    try {
      await confirmSignUp(door, { ticket: begun.ticket, code, password, ...(name.trim() ? { name: name.trim() } : {}) });
    } catch (error) {
      if (error instanceof Problem && error.code.startsWith('code.')) setProved(false);
      throw error;
    }
    sessionStorage.removeItem(KEY);
    await findSession();
    go('/me/', true);
  };

  if (!proved) {
    return (
      <Entrance title={text('sign_up.code_title')}>
        <p>
          {text('sign_up.code_why', { email: begun.email })} <When at={begun.expires_at} />
        </p>
        <Form act={act} submit={() => Promise.resolve(setProved(true))} label={text('sign_up.next')} fields={['code']} more={again}>
          <CodeField autoFocus value={code} onChange={setCode} error={at('code')} />
        </Form>
      </Entrance>
    );
  }
  return (
    <Entrance title={text('sign_up.password_title')}>
      <Form act={act} submit={submit} label={text(act.busy ? 'sign_up.busy' : 'sign_up.act')} fields={['password', 'name']} more={again}>
        <input type="hidden" name="username" autoComplete="username" value={begun.email} />
        <Field label={text('field.your_name')} name="name" autoComplete="name" autoFocus value={name} onChange={setName} error={at('name')} help={text('field.your_name_help')} />
        <NewPassword value={password} onChange={setPassword} error={at('password')} words={[begun.email, name]} />
      </Form>
    </Entrance>
  );
}
