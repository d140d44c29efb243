// What protects my own account at the desk: passkeys, authenticator, recovery codes, and locking the screen.
import { useState } from 'react';
import type { Passkey, Totp } from '@ombud/shared/account';
import {
  addStaffPasskey, confirmStaffTotp, getMyself, newStaffPasskeyChallenge, newStaffRecoveryCodes, removeStaffPasskey, removeStaffTotp,
  startStaffTotp, type Factors,
} from '@ombud/shared/staff';
import { Form, Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { EnrolAuthenticator, EnrolPasskey, RecoveryCodes } from '@ombud/ui/enrol';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { lock } from '../session';
import { problemText, useText } from '../text';

type Window =
  | { type: 'passkey' }
  | { type: 'totp'; totp: Totp }
  | { type: 'codes'; codes: readonly string[] }
  | { type: 'new codes' }
  | { type: 'remove passkey'; passkey: Passkey }
  | { type: 'remove totp' };

export default function MySecurity() {
  const text = useText();
  const desk = useDesk();
  const factors = useStore(desk.factors);
  const act = useAct();
  const [window, setWindow] = useState<Window | null>(null);
  const close = () => setWindow(null);
  if (!factors) return null;
  const refresh = async () => desk.factors.set((await getMyself(desk.http)).factors ?? null);

  return (
    <section className="page security" aria-labelledby="security-title">
      <header>
        <div>
          <h1 id="security-title">{text('security.title')}</h1>
          <p>{text('security.about')}</p>
        </div>
        <Button onPress={() => void lock().catch((error: unknown) => toast(problemText(text, error), 'danger'))}>{text('locked.now')}</Button>
      </header>
      <Trouble act={act} />
      <Passkeys factors={factors} add={() => setWindow({ type: 'passkey' })} remove={(passkey) => setWindow({ type: 'remove passkey', passkey })} />
      <section className="factor" aria-labelledby="totp-title">
        <div>
          <h2 id="totp-title">{text('security.totp')}</h2>
          <p>{text(factors.totp ? 'security.totp_on' : 'security.totp_off')}</p>
        </div>
        {factors.totp ? (
          <Button kind="quiet" onPress={() => setWindow({ type: 'remove totp' })}>
            {text('security.totp_remove')}
          </Button>
        ) : (
          <Button
            isPending={act.busy}
            onPress={() => void act.run(async () => setWindow({ type: 'totp', totp: await startStaffTotp(desk.http) }))}
          >
            {text('security.totp_set_up')}
          </Button>
        )}
      </section>
      <section className="factor" aria-labelledby="codes-title">
        <div>
          <h2 id="codes-title">{text('security.codes')}</h2>
          <p>{text('security.codes_left', { count: factors.recovery_codes_left })}</p>
        </div>
        <Button onPress={() => setWindow({ type: 'new codes' })}>{text('security.codes_make')}</Button>
      </section>
      {window?.type === 'passkey' && (
        <Dialog title={text('security.passkey_add')} onClose={close}>
          <EnrolPasskey
            challenge={() => newStaffPasskeyChallenge(desk.http)}
            add={async (made) => {
              await addStaffPasskey(desk.http, made);
              await refresh();
              toast(text('security.passkey_added'));
              close();
            }}
          />
        </Dialog>
      )}
      {window?.type === 'totp' && (
        <Dialog title={text('security.totp_set_up')} onClose={close}>
          <EnrolAuthenticator
            totp={window.totp}
            confirm={async (code) => {
              const { recovery_codes } = await confirmStaffTotp(desk.http, code);
              await refresh();
              setWindow(recovery_codes ? { type: 'codes', codes: recovery_codes } : null);
            }}
          />
        </Dialog>
      )}
      {window?.type === 'codes' && (
        <Dialog role="alertdialog" title={text('enrolment.codes')}>
          <RecoveryCodes codes={window.codes} done={close} />
        </Dialog>
      )}
      {window?.type === 'new codes' && (
        <Sure
          title={text('security.codes_make')}
          why={text('security.codes_replaces')}
          label={text('security.codes_make')}
          run={async () => {
            const { recovery_codes } = await newStaffRecoveryCodes(desk.http);
            await refresh();
            setWindow({ type: 'codes', codes: recovery_codes });
          }}
          onClose={close}
        />
      )}
      {window?.type === 'remove totp' && (
        <Sure
          title={text('security.totp_remove_title')}
          why={text('security.remove_why')}
          label={text('security.totp_remove')}
          run={async () => {
            await removeStaffTotp(desk.http);
            await refresh();
            close();
          }}
          onClose={close}
        />
      )}
      {window?.type === 'remove passkey' && (
        <Sure
          title={text('security.passkey_remove_title', { name: window.passkey.name })}
          why={text('security.remove_why')}
          label={text('security.passkey_remove')}
          run={async () => {
            await removeStaffPasskey(desk.http, window.passkey.id);
            await refresh();
            close();
          }}
          onClose={close}
        />
      )}
    </section>
  );
}

function Passkeys({ factors, add, remove }: { factors: Factors; add: () => void; remove: (passkey: Passkey) => void }) {
  const text = useText();
  const language = useLanguage();
  return (
    <section className="factor" aria-labelledby="passkeys-title">
      <div>
        <h2 id="passkeys-title">{text('security.passkeys')}</h2>
        <p>{text('security.passkeys_about')}</p>
      </div>
      <Button onPress={add}>{text('security.passkey_add')}</Button>
      <ul className="factor-list">
        {factors.passkeys.map((passkey) => (
          <li key={passkey.id}>
            <span>
              <bdi>{passkey.name}</bdi>
              <small>
                {passkey.used_at
                  ? text('security.used', { time: dateAndTime(language, passkey.used_at) })
                  : text('security.added', { time: dateAndTime(language, passkey.created_at) })}
              </small>
            </span>
            <Button kind="quiet" aria-label={text('security.passkey_remove_named', { name: passkey.name })} onPress={() => remove(passkey)}>
              {text('security.passkey_remove')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SureProps {
  title: string;
  why: string;
  label: string;
  run: () => Promise<void>;
  onClose: () => void;
}

function Sure({ title, why, label, run, onClose }: SureProps) {
  const text = useText();
  const act = useAct();
  return (
    <Dialog role="alertdialog" title={title} onClose={onClose}>
      <p>{why}</p>
      <Form act={act} submit={run} label={label} kind="danger" more={<Button onPress={onClose}>{text('act.cancel')}</Button>} />
    </Dialog>
  );
}
