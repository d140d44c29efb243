// Setting up what proves a person: an authenticator by its picture, a passkey by its name, recovery codes shown once.
import { useState } from 'react';
import { Download, Printer } from 'lucide-react';
import type { CreationOptionsJson, CredentialJson, Totp } from '@ombud/shared/account';
import { Form, useAct, useErrorAt } from './act';
import { Button } from './button';
import { Copyable, CopyButton } from './copy';
import { Field } from './field';
import { CodeField } from './fields';
import { NoPasskeysHere } from './no-passkeys';
import { useSharedText } from './text';
import { makePasskey, passkeySupport } from './webauthn';

/** Groups of four are easier to type. */
const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** What most people would call it: the system they sit at. */
export function deviceName(agent: string): string {
  const names = [['iPhone', /iPhone/], ['iPad', /iPad/], ['Android', /Android/], ['Mac', /Mac OS X/], ['Windows', /Windows/], ['Linux', /Linux/]] as const;
  return names.find(([, pattern]) => pattern.test(agent))?.[0] ?? '';
}

export function EnrolAuthenticator({ totp, confirm }: { totp: Totp; confirm: (code: string) => Promise<void> }) {
  const text = useSharedText();
  const act = useAct();
  const at = useErrorAt(act);
  const [code, setCode] = useState('');
  return (
    <div className="enrol">
      <p>{text('totp.scan')}</p>
      <img className="qr" src={'data:image/svg+xml;utf8,' + encodeURIComponent(totp.qr)} alt={text('totp.qr')} width="200" height="200" />
      <Copyable label={text('totp.secret')} value={totp.secret} shown={grouped(totp.secret)} />
      <p>
        <a href={totp.uri}>{text('totp.open')}</a>
      </p>
      <Form act={act} submit={() => confirm(code)} label={text('totp.confirm')} fields={['code']}>
        <CodeField label={text('totp.code')} value={code} onChange={setCode} error={at('code')} />
      </Form>
    </div>
  );
}

interface EnrolPasskeyProps {
  challenge: () => Promise<{ challenge_id: string; options: CreationOptionsJson }>;
  add: (made: { challenge_id: string; credential: CredentialJson; name: string }) => Promise<void>;
}

export function EnrolPasskey({ challenge, add }: EnrolPasskeyProps) {
  const text = useSharedText();
  const act = useAct();
  const at = useErrorAt(act);
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  if (passkeySupport() !== 'works') return <NoPasskeysHere />;
  const submit = async () => {
    const { challenge_id, options } = await challenge();
    await add({ challenge_id, credential: await makePasskey(options), name: name.trim() });
  };
  return (
    <Form act={act} submit={submit} label={text('passkeys.add_act')} fields={['name']}>
      <p>{text('passkeys.add_why')}</p>
      <PasskeyName value={name} onChange={setName} error={at('name')} />
    </Form>
  );
}

export function PasskeyName(line: { value: string; onChange: (value: string) => void; error: string | null }) {
  const text = useSharedText();
  return (
    <Field {...line} label={text('passkeys.name')} isRequired autoFocus help={text('passkeys.name_help')} input={{ maxLength: 60, dir: 'auto' }} />
  );
}

function save(name: string, words: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([words], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Done with only when the person says that they have them: nobody can show them again. */
export function RecoveryCodes({ codes, done }: { codes: readonly string[]; done: () => void }) {
  const text = useSharedText();
  const [saved, setSaved] = useState(false);
  const words = `${text('codes.file_title', { site: location.host })}\n\n${codes.join('\n')}\n`;
  return (
    <div className="enrol">
      <p>{text('codes.save_why')}</p>
      <ol className="codes" dir="ltr">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="acts">
        <CopyButton value={words} />
        <Button onPress={() => save('recovery-codes.txt', words)}>
          <Download size={16} aria-hidden="true" />
          {text('codes.download')}
        </Button>
        <Button onPress={() => print()}>
          <Printer size={16} aria-hidden="true" />
          {text('codes.print')}
        </Button>
      </div>
      <label className="checkbox">
        <input type="checkbox" checked={saved} onChange={(event) => setSaved(event.target.checked)} />
        {text('codes.saved')}
      </label>
      <Button kind="primary" isDisabled={!saved} onPress={done}>
        {text('codes.done')}
      </Button>
    </div>
  );
}
