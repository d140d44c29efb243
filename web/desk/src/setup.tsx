// The one-time link: a new person chooses a password; on an empty desk the first admin also says who they are.
import { useEffect, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { setUpStaff } from '@ombud/shared/staff';
import { go } from './route';
import { door, setUp } from './session';
import { useText } from './text';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Entrance, Unreachable } from '@ombud/ui/entrance';
import { Field } from '@ombud/ui/field';
import { EmailField } from '@ombud/ui/fields';
import { Password, SHORTEST } from '@ombud/ui/password';

type Link = 'asking' | 'first' | 'invited' | 'invalid' | 'unreachable';

/** An empty password is always refused: the reason tells what the link is for, without using it up. */
async function askAbout(token: string): Promise<Link> {
  if (!token) return 'invalid';
  try {
    await setUpStaff(door, { token, password: '' });
  } catch (error) {
    if (!(error instanceof Problem) || error.passing) return 'unreachable';
    if (error.status === 401 || error.code.startsWith('setup_link.')) return 'invalid';
    if (error.field && error.field !== 'password') return 'first';
  }
  return 'invited';
}

export function Setup({ token }: { token: string }) {
  const text = useText();
  const [link, setLink] = useState<Link>('asking');
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let here = true;
    void askAbout(token).then((answer) => here && setLink(answer));
    return () => {
      here = false;
    };
  }, [token, asked]);

  if (link === 'asking') {
    return (
      <Entrance title={text('setup.title')}>
        <p aria-busy="true">{text('setup.asking')}</p>
      </Entrance>
    );
  }
  if (link === 'invalid') {
    return (
      <Entrance title={text('setup.invalid')}>
        <p>{text('setup.invalid_why')}</p>
        <p>{text('setup.invalid_next')}</p>
        <a className="button" data-kind="primary" href="/desk/">
          <span className="label">{text('setup.to_sign_in')}</span>
        </a>
      </Entrance>
    );
  }
  if (link === 'unreachable') return <Unreachable again={() => setAsked(asked + 1)} />;
  return <SetupForm token={token} first={link === 'first'} lost={setLink} />;
}

const BLANK = { email: '', name: '', public_name: '', password: '' };

function SetupForm({ token, first, lost }: { token: string; first: boolean; lost: (link: Link) => void }) {
  const text = useText();
  const [values, setValues] = useState(BLANK);
  const act = useAct();
  const at = useErrorAt(act);
  const set = (name: keyof typeof BLANK) => (value: string) => {
    setValues((now) => ({ ...now, [name]: value }));
    act.forget();
  };

  const submit = async () => {
    if (Array.from(values.password).length < SHORTEST) throw new Problem('password.too_short', 400, 'password');
    try {
      const { password, ...who } = values;
      await setUp({ token, password, ...(first ? who : {}) });
      go('/desk/', true);
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'setup_link.invalid') lost('invalid');
      else if (problem instanceof Problem && !first && problem.code === 'field.required') lost('first');
      throw problem;
    }
  };

  return (
    <Entrance title={text(first ? 'setup.first' : 'setup.title')}>
      <p>{text(first ? 'setup.first_why' : 'setup.why')}</p>
      <Form act={act} submit={submit} label={text(act.busy ? 'setup.busy' : 'setup.act')} fields={Object.keys(BLANK)}>
        {first && (
          <>
            <EmailField autoComplete="username" autoFocus value={values.email} onChange={set('email')} error={at('email')} />
            <Field
              label={text('field.name')}
              name="name"
              autoComplete="name"
              isRequired
              value={values.name}
              onChange={set('name')}
              error={at('name')}
              help={text('field.name_help')}
            />
            <Field
              label={text('field.public_name')}
              name="public_name"
              autoComplete="nickname"
              isRequired
              value={values.public_name}
              onChange={set('public_name')}
              error={at('public_name')}
              help={text('field.public_name_help')}
            />
          </>
        )}
        <Password isNew autoFocus={!first} value={values.password} onChange={set('password')} error={at('password')} />
        <ul className="rules">
          <li>{text('password.advice_words')}</li>
          <li>{text('password.advice_own')}</li>
          <li>{text('password.advice_manager')}</li>
        </ul>
      </Form>
    </Entrance>
  );
}
