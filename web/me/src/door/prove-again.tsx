// "Is it you?" for a page of the help centre that was about to act: proved here, then back to it.
import { useEffect, useState } from 'react';
import { stepUp, stepUpChallenge, type Method, type Profile } from '@ombud/shared/account';
import { Trouble, useAct } from '@ombud/ui/act';
import { Entrance } from '@ombud/ui/entrance';
import { Prove } from '@ombud/ui/prove';
import { Waiting } from '@ombud/ui/waiting';
import { leaveFor, nextPage } from '../next';
import { inside } from '../session';
import { useText } from './text';

/** What is proved now is not asked for once more, unless it ends before it can be used. */
const ENOUGH = 60_000;

export function ProveAgain({ profile }: { profile: Profile }) {
  const text = useText();
  const act = useAct();
  const { run } = act;
  const [next] = useState(() => nextPage() ?? '/me/');
  const [methods, setMethods] = useState<readonly Method[] | null>(null);
  const [fresh] = useState(() => Date.parse(profile.session.stepped_up_until ?? '') > Date.now() + ENOUGH);
  useEffect(() => {
    if (fresh) leaveFor(next);
    else void run(async () => setMethods((await stepUpChallenge(inside)).methods));
    // Asked once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Entrance title={text('step_up.title')}>
      <p>{text('step_up.why')}</p>
      <Trouble act={act} />
      {!methods && act.error === null && <Waiting />}
      {methods && (
        <Prove
          methods={methods}
          challenge={() => stepUpChallenge(inside)}
          prove={async (proof) => {
            await stepUp(inside, proof);
            leaveFor(next);
          }}
          label={text('step_up.act')}
        />
      )}
      <p className="ways">
        <a href={next}>{text('prove_again.back')}</a>
      </p>
    </Entrance>
  );
}
