// The pages between the password and the desk: the second factor, setting one up, and the locked screen.
import { useEffect, useState } from 'react';
import { KeyRound, Smartphone } from 'lucide-react';
import type { Method, Totp } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import {
  addStaffPasskey, confirmStaffTotp, newStaffPasskeyChallenge, newStaffRecoveryCodes, staffPasskeyChallenge, staffStepUpChallenge,
  startStaffTotp,
} from '@ombud/shared/staff';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { EnrolAuthenticator, EnrolPasskey, RecoveryCodes } from '@ombud/ui/enrol';
import { Entrance } from '@ombud/ui/entrance';
import { NoPasskeysHere } from '@ombud/ui/no-passkeys';
import { Prove } from '@ombud/ui/prove';
import { passkeySupport } from '@ombud/ui/webauthn';
import { door, enrolled, findSession, giveUp, secondFactor, unlock } from '../session';
import { useText } from '../text';

export function SecondStep({ methods }: { methods: readonly Method[] }) {
  const text = useText();
  return (
    <Entrance title={text('second.title')}>
      <p>{text('second.why')}</p>
      <Prove methods={methods} challenge={() => staffPasskeyChallenge(door)} prove={secondFactor} label={text('sign_in.act')} />
      <GiveUp label={text('second.back')} />
    </Entrance>
  );
}

function GiveUp({ label }: { label: string }) {
  const act = useAct();
  return (
    <>
      <Trouble act={act} />
      <Button kind="quiet" isPending={act.busy} onPress={() => void act.run(giveUp)}>
        {label}
      </Button>
    </>
  );
}

type Stage = { at: 'choice' } | { at: 'totp'; totp: Totp } | { at: 'passkey' } | { at: 'codes'; codes: readonly string[]; by: Method };

/** The first sign-in: one factor, then the codes for the day it is lost, then the desk. */
export function Enrolment() {
  const text = useText();
  const act = useAct();
  const [stage, setStage] = useState<Stage>({ at: 'choice' });
  const passkeys = passkeySupport() === 'works';
  const made = async (by: Method, codes: string[] | null) => (codes ? setStage({ at: 'codes', codes, by }) : enrolled(by));
  const byTotp = () => act.run(async () => setStage({ at: 'totp', totp: await startStaffTotp(door) }));

  if (stage.at === 'codes') {
    return (
      <Entrance title={text('enrolment.codes')}>
        <RecoveryCodes codes={stage.codes} done={() => void act.run(() => enrolled(stage.by))} />
        <Trouble act={act} />
      </Entrance>
    );
  }
  return (
    <Entrance title={text('enrolment.title')}>
      {stage.at === 'choice' && (
        <>
          <p>{text('enrolment.why')}</p>
          {passkeys ? (
            <Button kind="primary" onPress={() => setStage({ at: 'passkey' })}>
              <KeyRound size={18} aria-hidden="true" />
              {text('enrolment.passkey')}
            </Button>
          ) : (
            <NoPasskeysHere />
          )}
          <Button kind={passkeys ? 'plain' : 'primary'} isPending={act.busy} onPress={() => void byTotp()}>
            <Smartphone size={18} aria-hidden="true" />
            {text('enrolment.totp')}
          </Button>
          <Trouble act={act} />
          <GiveUp label={text('second.back')} />
        </>
      )}
      {stage.at === 'totp' && (
        <EnrolAuthenticator
          totp={stage.totp}
          confirm={async (code) => made('totp', (await confirmStaffTotp(door, code)).recovery_codes)}
        />
      )}
      {stage.at === 'passkey' && (
        <EnrolPasskey
          challenge={() => newStaffPasskeyChallenge(door)}
          add={async (wanted) => {
            await addStaffPasskey(door, wanted);
            await made('passkey', (await newStaffRecoveryCodes(door)).recovery_codes);
          }}
        />
      )}
      {stage.at !== 'choice' && (
        <Button kind="quiet" onPress={() => setStage({ at: 'choice' })}>
          {text('enrolment.other')}
        </Button>
      )}
    </Entrance>
  );
}

/** Says nothing of who was here or what they did. */
export function Locked() {
  const text = useText();
  const act = useAct();
  const [methods, setMethods] = useState<readonly Method[] | null>(null);
  const { run } = act;
  const look = () =>
    run(async () => {
      try {
        setMethods((await staffStepUpChallenge(door)).methods);
      } catch (error) {
        if (!(error instanceof Problem && error.status === 401)) throw error;
        await findSession();
      }
    });
  useEffect(() => {
    void look();
    // It may have been opened again in another window; while nothing answers, this one stays as it is.
    const again = () => document.visibilityState === 'visible' && void findSession().catch(() => undefined);
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
    // Asked once for each lock.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Entrance title={text('locked.title')}>
      <p>{text('locked.why')}</p>
      <Trouble act={act} />
      {methods && <Prove methods={methods} challenge={() => staffStepUpChallenge(door)} prove={unlock} label={text('locked.act')} />}
      {!methods && act.error !== null && <Button onPress={() => void look()}>{text('act.retry')}</Button>}
      <GiveUp label={text('locked.sign_out')} />
    </Entrance>
  );
}
