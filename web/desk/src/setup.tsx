// The one-time link: a new person chooses a password; on an empty desk the first admin also says who they are.
import { useEffect, useState, type SyntheticEvent } from 'react';
import { Problem, setUpStaff } from '@ombud/shared/api';
import { go } from './route';
import { door, setUp } from './session';
import { problemText, useText } from './text';
import { Button } from '@ombud/ui/button';
import { Entrance } from '@ombud/ui/entrance';
import { Field } from '@ombud/ui/field';
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
  if (link === 'unreachable') {
    return (
      <Entrance title={text('unreachable.title')}>
        <p>{text('unreachable.text')}</p>
        <Button kind="primary" onPress={() => setAsked(asked + 1)}>
          {text('act.retry')}
        </Button>
      </Entrance>
    );
  }
  return <SetupForm token={token} first={link === 'first'} lost={setLink} />;
}

const BLANK = { email: '', name: '', public_name: '', password: '' };

function SetupForm({ token, first, lost }: { token: string; first: boolean; lost: (link: Link) => void }) {
  const text = useText();
  const [values, setValues] = useState(BLANK);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof BLANK) => (value: string) => {
    setValues((now) => ({ ...now, [name]: value }));
    setError(null);
  };
  const at = (name: string) =>
    error instanceof Problem && (error.field === name || error.code.startsWith(name + '.')) ? problemText(text, error) : null;
  const placed = Object.keys(BLANK).some((name) => at(name) !== null);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    if (Array.from(values.password).length < SHORTEST) return setError(new Problem('password.too_short', 400, 'password'));
    setBusy(true);
    try {
      const { password, ...who } = values;
      await setUp({ token, password, ...(first ? who : {}) });
      go('/desk/', true);
    } catch (problem) {
      setBusy(false);
      setError(problem);
      if (!(problem instanceof Problem)) return;
      if (problem.code === 'setup_link.invalid') lost('invalid');
      else if (!first && problem.code === 'field.required') lost('first');
    }
  };

  return (
    <Entrance title={text(first ? 'setup.first' : 'setup.title')}>
      <p>{text(first ? 'setup.first_why' : 'setup.why')}</p>
      <form onSubmit={(event) => void submit(event)}>
        {first && (
          <>
            <Field
              label={text('field.email')}
              type="email"
              name="email"
              autoComplete="username"
              isRequired
              autoFocus
              value={values.email}
              onChange={set('email')}
              error={at('email')}
              input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr' }}
            />
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
        {error !== null && !placed && (
          <p className="notice" data-tone="danger" role="alert">
            {problemText(text, error)}
          </p>
        )}
        <Button kind="primary" type="submit" isPending={busy}>
          {text(busy ? 'setup.busy' : 'setup.act')}
        </Button>
      </form>
    </Entrance>
  );
}
