// Signing in: address, password, and a plain word for each way it can fail.
import { useEffect, useState } from 'react';
import { Fingerprint } from 'lucide-react';
import { listProviders, providerPath, staffPasskeyChallenge, type Provider } from '@ombud/shared/staff';
import { getPasskey, passkeySupport } from '@ombud/ui/webauthn';
import { oidcRefusal } from './route';
import { door, signIn, signInByPasskey } from './session';
import { useText } from './text';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Entrance } from '@ombud/ui/entrance';
import { EmailField } from '@ombud/ui/fields';
import { Password } from '@ombud/ui/password';

export function SignIn({ ended }: { ended: boolean }) {
  const text = useText();
  const act = useAct();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [refused] = useState(() => oidcRefusal(location.hash));
  const byPasskey = async () => {
    const { challenge_id, options } = await staffPasskeyChallenge(door);
    await signInByPasskey({ challenge_id, credential: await getPasskey(options) });
  };
  return (
    <Entrance title={text('sign_in.title')}>
      {ended && act.error === null && (
        <p className="notice" role="status">
          {text('sign_in.ended')}
        </p>
      )}
      {refused && act.error === null && (
        <p className="notice" data-tone="danger" role="alert">
          {text('sign_in.oidc_failed', { code: refused })}
        </p>
      )}
      <Form act={act} submit={() => signIn(email.trim(), password)} label={text(act.busy ? 'sign_in.busy' : 'sign_in.act')}>
        <EmailField autoComplete="username" autoFocus value={email} onChange={setEmail} />
        <Password value={password} onChange={setPassword} />
      </Form>
      <Ways byPasskey={() => void act.run(byPasskey)} />
      <p className="aside">{text('sign_in.help')}</p>
    </Entrance>
  );
}

/** Ways in without a password, where this browser and this desk have them. */
function Ways({ byPasskey }: { byPasskey: () => void }) {
  const text = useText();
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  useEffect(() => {
    let here = true;
    // Without the list there is still the password.
    listProviders(door).then((answer) => here && setProviders(answer.providers), () => undefined);
    return () => {
      here = false;
    };
  }, []);
  const passkeys = passkeySupport() === 'works';
  if (!passkeys && providers.length === 0) return null;
  return (
    <div className="ways">
      {passkeys && (
        <Button onPress={byPasskey}>
          <Fingerprint size={18} aria-hidden="true" />
          {text('prove.passkey')}
        </Button>
      )}
      {providers.map(({ id, name }) => (
        <a key={id} className="button" data-kind="plain" href={providerPath(id)}>
          <span className="label">{text('sign_in.with', { name })}</span>
        </a>
      ))}
    </div>
  );
}
