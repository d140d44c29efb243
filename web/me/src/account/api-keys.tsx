// Keys for programs: what each may do and from where, the secret shown once, and how to end one.
import { useState } from 'react';
import { endApiKey, listApiKeys, makeApiKey, type ApiKey, type ApiPermission } from '@ombud/shared/account';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { useLooking, When } from '../door/pieces';
import { inside } from '../session';
import { Copyable } from '@ombud/ui/copy';
import { Confirm, Empty, Loaded, Section } from './pieces';
import { useText } from './text';

const PERMISSIONS: readonly ApiPermission[] = ['read', 'trade', 'withdraw'];

export function ApiKeys() {
  const text = useText();
  const looked = useLooking(() => listApiKeys(inside), () => 0, 'api keys');
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const end = async (key: ApiKey) => {
    await endApiKey(inside, key.id);
    looked.again();
  };
  return (
    <>
      <header className="page-head">
        <h1>{text('page.keys')}</h1>
        <p>{text('keys.about')}</p>
      </header>
      <Section id="keys" title={text('keys.title')} acts={<Button onPress={() => setMaking(true)}>{text('keys.make')}</Button>}>
        <Loaded of={looked}>
          {({ api_keys }) =>
            api_keys.length === 0 ? (
              <Empty>{text('keys.none')}</Empty>
            ) : (
              <ul className="rows">
                {api_keys.map((key) => (
                  <li key={key.id}>
                    <div>
                      <strong><bdi>{key.name}</bdi></strong>
                      <small>{key.permissions.map((each) => text(`keys.may_${each}`)).join(' · ')}</small>
                      <small dir="ltr">{key.networks.length ? key.networks.join(', ') : text('keys.anywhere')}</small>
                      <small>
                        {key.used_at ? <>{text('keys.used')} <When at={key.used_at} /></> : text('keys.unused')}
                      </small>
                    </div>
                    <Button kind="quiet" aria-label={text('keys.end_named', { name: key.name })} onPress={() => setEnding(key)}>{text('keys.end')}</Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      {making && <MakeKey made={looked.again} onClose={() => setMaking(false)} />}
      {ending && (
        <Confirm title={text('keys.end')} act={text('keys.end')} run={() => end(ending)} onClose={() => setEnding(null)}>
          <p>{text('keys.end_why', { name: ending.name })}</p>
        </Confirm>
      )}
    </>
  );
}

/** One network or address a line, or between commas. */
export const networksIn = (typed: string): string[] => typed.split(/[\s,，、;；]+/).filter(Boolean);

const toggled = (chosen: readonly ApiPermission[], each: ApiPermission, on: boolean) =>
  PERMISSIONS.filter((other) => (other === each ? on : chosen.includes(other)));

function MakeKey({ made, onClose }: { made: () => void; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<readonly ApiPermission[]>(['read']);
  const [networks, setNetworks] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async () => {
    const answer = await makeApiKey(inside, { name: name.trim(), permissions: [...permissions], networks: networksIn(networks) });
    setSecret(answer.secret);
    made();
  };
  if (secret !== null) {
    return (
      <Dialog role="alertdialog" title={text('keys.secret_title')} onClose={onClose}>
        <p>{text('keys.secret_why')}</p>
        <Copyable label={text('keys.secret')} value={secret} />
        <footer>
          <Button kind="primary" onPress={onClose}>{text('keys.secret_saved')}</Button>
        </footer>
      </Dialog>
    );
  }
  return (
    <Dialog title={text('keys.make')} onClose={onClose}>
      <Form act={act} submit={submit} label={text('keys.make')} fields={['name', 'networks']}>
        <Field label={text('keys.name')} isRequired autoFocus value={name} onChange={setName} error={at('name')} help={text('keys.name_help')} input={{ dir: 'auto' }} />
        <fieldset>
          <legend>{text('keys.may')}</legend>
          {PERMISSIONS.map((each) => (
            <label key={each} className="checkbox">
              <input type="checkbox" checked={permissions.includes(each)} onChange={(event) => setPermissions(toggled(permissions, each, event.target.checked))} />
              {text(`keys.may_${each}`)}
            </label>
          ))}
        </fieldset>
        {permissions.includes('withdraw') && <p className="notice">{text('keys.withdraw_warning')}</p>}
        <Field label={text('keys.networks')} value={networks} onChange={setNetworks} error={at('networks')} help={text('keys.networks_help')} input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr' }} />
      </Form>
    </Dialog>
  );
}
