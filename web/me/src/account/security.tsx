// What keeps the account safe, in one list; each window has an address of its own, so that a link from anywhere opens it.
import { useState } from 'react';
import { Check } from 'lucide-react';
import { removePasskey, removeSecondEmail, removeTotp, setPhrase, type Passkey, type Profile } from '@ombud/shared/account';
import { Button } from '@ombud/ui/button';
import { NoPasskeysHere } from '@ombud/ui/no-passkeys';
import { When } from '../door/pieces';
import { go } from '../route';
import { inside, know } from '../session';
import { passkeySupport } from '@ombud/ui/webauthn';
import { ChangeEmail } from './change-email';
import { ChangePassword, ChoosePhrase } from './choose';
import { hasFactor, MakeRecoveryCodes } from './recovery-codes';
import { AddPasskey, RenamePasskey } from './passkeys';
import { Confirm, Empty, Section } from './pieces';
import { useText } from './text';
import { SetUpTotp } from './totp';

const open = (window: string) => go('/me/security#' + window);
const close = () => go('/me/security', true);

export function Security({ profile, wish }: { profile: Profile; wish: string | null }) {
  const text = useText();
  const codes = hasFactor(profile);
  const [removing, setRemoving] = useState<'totp' | 'second-email' | 'phrase' | null>(null);
  return (
    <>
      <header className="page-head">
        <h1>{text('page.security')}</h1>
        <p>{text('security.about')}</p>
      </header>
      <Passkeys passkeys={profile.passkeys} />
      <Section
        id="totp-title"
        title={text('totp.title')}
        about={text('totp.about')}
        acts={
          profile.totp ? (
            <>
              <On>{text('security.on')}</On>
              <Button kind="quiet" onPress={() => setRemoving('totp')}>{text('act.remove')}</Button>
            </>
          ) : (
            <Button onPress={() => open('totp')}>{text('totp.set_up')}</Button>
          )
        }
      />
      <Section
        id="codes-title"
        title={text('codes.title')}
        about={!codes ? text('problem.factor.none') : profile.recovery_codes_left > 0 ? text('codes.left', { count: profile.recovery_codes_left }) : text('codes.none')}
        acts={codes && <Button onPress={() => open('codes')}>{text(profile.recovery_codes_left > 0 ? 'codes.new' : 'codes.make')}</Button>}
      />
      <Section
        id="password-title"
        title={text('field.password')}
        about={
          <>
            {text('password.changed')} <When at={profile.password_changed_at} />
          </>
        }
        acts={<Button onPress={() => open('password')}>{text('act.change')}</Button>}
      />
      <Section
        id="email-title"
        title={text('email.title')}
        about={<bdi className="long">{profile.email}</bdi>}
        acts={<Button onPress={() => open('email')}>{text('act.change')}</Button>}
      />
      <Section
        id="second-email-title"
        title={text('email.second')}
        about={profile.second_email ? <bdi className="long">{profile.second_email}</bdi> : text('email.second_about')}
        acts={
          <>
            {profile.second_email && <Button kind="quiet" onPress={() => setRemoving('second-email')}>{text('act.remove')}</Button>}
            <Button onPress={() => open('second-email')}>{text(profile.second_email ? 'act.change' : 'act.add')}</Button>
          </>
        }
      />
      <Section
        id="phrase-title"
        title={text('phrase.title')}
        about={profile.phrase === null ? text('phrase.about') : <bdi className="phrase">{profile.phrase}</bdi>}
        acts={
          <>
            {profile.phrase !== null && <Button kind="quiet" onPress={() => setRemoving('phrase')}>{text('act.remove')}</Button>}
            <Button onPress={() => open('phrase')}>{text(profile.phrase === null ? 'phrase.set' : 'act.change')}</Button>
          </>
        }
      />
      {wish === 'add-passkey' && <AddPasskey onClose={close} />}
      {wish === 'totp' && !profile.totp && <SetUpTotp onClose={close} />}
      {wish === 'codes' && codes && <MakeRecoveryCodes left={profile.recovery_codes_left} onClose={close} />}
      {wish === 'password' && <ChangePassword words={[profile.email, profile.name ?? '']} onClose={close} />}
      {wish === 'email' && <ChangeEmail use="primary" onClose={close} />}
      {wish === 'second-email' && <ChangeEmail use="second" onClose={close} />}
      {wish === 'phrase' && <ChoosePhrase now={profile.phrase ?? ''} onClose={close} />}
      {removing === 'totp' && (
        <Confirm title={text('totp.remove_title')} act={text('act.remove')} run={async () => know(await removeTotp(inside))} onClose={() => setRemoving(null)}>
          <p>{text('totp.remove_why')}</p>
          <p>{text('change.holds')}</p>
        </Confirm>
      )}
      {removing === 'second-email' && (
        <Confirm title={text('email.remove_title')} act={text('act.remove')} run={async () => know(await removeSecondEmail(inside))} onClose={() => setRemoving(null)}>
          <p>{text('email.remove_why')}</p>
        </Confirm>
      )}
      {removing === 'phrase' && (
        <Confirm title={text('phrase.remove_title')} act={text('act.remove')} run={async () => know(await setPhrase(inside, null))} onClose={() => setRemoving(null)}>
          <p>{text('phrase.remove_why')}</p>
        </Confirm>
      )}
    </>
  );
}

function On({ children }: { children: string }) {
  return (
    <span className="chip" data-good>
      <Check size={12} aria-hidden="true" /> {children}
    </span>
  );
}

function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const text = useText();
  const [chosen, setChosen] = useState<{ act: 'rename' | 'remove'; passkey: Passkey } | null>(null);
  const done = () => setChosen(null);
  return (
    <Section
      id="passkeys-title"
      title={text('passkeys.title')}
      about={text('passkeys.about')}
      acts={passkeySupport() === 'works' && <Button kind={passkeys.length ? 'plain' : 'primary'} onPress={() => open('add-passkey')}>{text('passkeys.add')}</Button>}
    >
      {passkeySupport() !== 'works' && <NoPasskeysHere />}
      {passkeys.length === 0 ? (
        <Empty>{text('passkeys.none')}</Empty>
      ) : (
        <ul className="rows">
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div>
                <strong><bdi>{passkey.name}</bdi></strong>
                <small>
                  {text('passkeys.made')} <When at={passkey.created_at} />
                  {passkey.used_at && <> · {text('passkeys.used')} <When at={passkey.used_at} /></>}
                </small>
              </div>
              <div className="acts">
                <Button kind="quiet" aria-label={text('passkeys.rename_named', { name: passkey.name })} onPress={() => setChosen({ act: 'rename', passkey })}>{text('act.rename')}</Button>
                <Button kind="quiet" aria-label={text('passkeys.remove_named', { name: passkey.name })} onPress={() => setChosen({ act: 'remove', passkey })}>{text('act.remove')}</Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {chosen?.act === 'rename' && <RenamePasskey passkey={chosen.passkey} onClose={done} />}
      {chosen?.act === 'remove' && (
        <Confirm title={text('passkeys.remove_title')} act={text('act.remove')} run={async () => know(await removePasskey(inside, chosen.passkey.id))} onClose={done}>
          <p>{text('passkeys.remove_why', { name: chosen.passkey.name })}</p>
          <p>{text('change.holds')}</p>
        </Confirm>
      )}
    </Section>
  );
}
