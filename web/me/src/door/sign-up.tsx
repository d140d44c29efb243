// A new account: the address, the code that proves it, then a name and a password.
import { useState } from 'react';
import { confirmSignUp, signUp, type Ticket } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Entrance } from '@ombud/ui/entrance';
import { Field } from '@ombud/ui/field';
import { languageNow } from '@ombud/ui/settings';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { go } from '../route';
import { useKept } from '../kept';
import { door, findSession } from '../session';
import { CodeField, EmailField } from '@ombud/ui/fields';
import { askAhead } from './ahead';
import { NewCode } from './code-form';
import { NewPassword } from './new-password';
import { useText } from './text';

interface Begun extends Ticket { email: string }

const KEY = 'ombud.me.sign-up';

const mailTo = async (email: string): Promise<Begun> => ({ ...(await signUp(door, email, languageNow())), email });

export function SignUp() {
  const [begun, keep] = useKept<Begun>(KEY);
  return begun ? <Confirm key={begun.ticket} begun={begun} keep={keep} /> : <Address begin={keep} />;
}

function Address({ begin }: { begin: (begun: Begun) => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [email, setEmail] = useState('');
  const submit = async () => begin(await mailTo(email.trim()));
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

  const give = (chosen: string) => confirmSignUp(door, { ticket: begun.ticket, code, password: chosen, ...(name.trim() ? { name: name.trim() } : {}) });
  const prove = () => askAhead(give).then(() => setProved(true));
  const submit = async () => {
    try {
      await give(password);
    } catch (error) {
      if (error instanceof Problem && error.code.startsWith('code.')) setProved(false);
      throw error;
    }
    await findSession();
    go('/me/', true);
    keep(null);
  };

  if (!proved) {
    return (
      <Entrance title={text('sign_up.code_title')}>
        <p>{text('sign_up.code_why', { email: begun.email })}</p>
        <Form act={act} submit={prove} label={text('sign_up.next')} fields={['code']}>
          <CodeField autoFocus value={code} onChange={setCode} error={at('code')} />
        </Form>
        <ul className="other-ways">
          <li>
            <NewCode ask={async () => keep(await mailTo(begun.email))} />
          </li>
          <li>{again}</li>
        </ul>
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
