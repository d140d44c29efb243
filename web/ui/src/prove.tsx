// Proving that it is you: with the strongest thing this browser can use, and every other way one step away.
import { useState } from 'react';
import { Fingerprint } from 'lucide-react';
import type { Method, RequestOptionsJson, StepUp } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Form, Trouble, useAct, useErrorAt } from './act';
import { Button } from './button';
import { CodeField, RecoveryCodeField } from './fields';
import { Password } from './password';
import { useSharedText } from './text';
import { getPasskey, passkeySupport } from './webauthn';

/** Serves once. */
export interface Challenge { challenge_id: string | null; options: RequestOptionsJson | null }

interface ProveProps {
  methods: readonly Method[];
  challenge: () => Promise<Challenge>;
  prove: (proof: StepUp) => Promise<void>;
  label: string;
}

/** The strongest way that can work in this browser. */
export const firstWay = (methods: readonly Method[], passkeys: boolean): Method | null =>
  methods.find((method) => method !== 'passkey' || passkeys) ?? methods[0] ?? null;

export function Prove({ methods, challenge, prove, label }: ProveProps) {
  const text = useSharedText();
  const act = useAct();
  const [way, setWay] = useState(() => firstWay(methods, passkeySupport() === 'works'));
  const [answer, setAnswer] = useState('');
  const at = useErrorAt(act);
  const choose = (other: Method) => {
    act.forget();
    setAnswer('');
    setWay(other);
  };
  const give = async () => {
    if (way !== 'password') return prove({ [way!]: answer.trim() });
    try {
      await prove({ password: answer });
    } catch (error) {
      // Whose it is was never in question.
      throw error instanceof Problem && error.code === 'credentials.wrong' ? new Problem('password.wrong', error.status, 'password') : error;
    }
  };
  const byPasskey = async () => {
    const { challenge_id, options } = await challenge();
    if (!challenge_id || !options) throw new Problem('passkey.failed');
    await prove({ passkey: { challenge_id, credential: await getPasskey(options) } });
  };
  if (way === null) return <p className="notice">{text('prove.none')}</p>;
  return (
    <div className="prove">
      {way !== 'password' && <p>{text(`prove.${way}_how`)}</p>}
      {way === 'passkey' ? (
        <>
          <Trouble act={act} />
          <Button kind="primary" autoFocus isPending={act.busy} onPress={() => void act.run(byPasskey)}>
            <Fingerprint size={18} aria-hidden="true" />
            {text('prove.passkey')}
          </Button>
        </>
      ) : (
        <Form act={act} submit={give} label={label} fields={['code', 'password']}>
          {way === 'password' && <Password autoFocus value={answer} onChange={setAnswer} error={at('password')} />}
          {way === 'totp' && <CodeField label={text('field.totp')} autoFocus value={answer} onChange={setAnswer} error={at('code')} />}
          {way === 'recovery_code' && <RecoveryCodeField autoFocus value={answer} onChange={setAnswer} error={at('code')} />}
        </Form>
      )}
      {methods.length > 1 && (
        <ul className="other-ways">
          {methods
            .filter((method) => method !== way)
            .map((method) => (
              <li key={method}>
                <button type="button" className="link" onClick={() => choose(method)}>
                  {text(`prove.use_${method}`)}
                </button>
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}
