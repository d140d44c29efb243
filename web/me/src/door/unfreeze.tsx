// Thawing under way: the code that proves the address, two people, then a hold.
import { confirmUnfreeze, startUnfreeze, unfreezeStatus, type Unfreeze as State } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { keep, SIGN_IN } from '../kept';
import { door } from '../session';
import { askAgain } from './asked';
import { CodeForm, NewCode } from './code-form';
import { LinkButton, NotYet, Steps, useLooking,  When, type Step } from './pieces';
import { useText, type Text } from './text';

const EVERY = 15_000;
const PEOPLE = 2;
const OVER = new Set<State['state']>(['done', 'refused', 'expired']);

export function unfreezeSteps(text: Text, { state, approvals, hold_until }: State): Step[] {
  const failed = state === 'refused' || state === 'expired';
  return [
    { state: 'done', title: text('unfreeze.step_proved') },
    {
      state: state === 'done' ? 'done' : failed ? 'failed' : 'now',
      title: text('recovery.step_people'),
      detail: text('recovery.agreed', { count: approvals, of: PEOPLE }),
    },
    {
      state: state === 'done' ? 'done' : 'next',
      title: text('unfreeze.step_open'),
      ...(hold_until ? { detail: <>{text('unfreeze.hold')} <When at={hold_until} /></> } : {}),
    },
  ];
}

export function Unfreeze({ tracking }: { tracking: string | null }) {
  const text = useText();
  if (tracking) return <Progress key={tracking} tracking={tracking} />;
  return (
    <Entrance title={text('unfreeze.title')}>
      <p>{text('unfreeze.begin')}</p>
      <LinkButton href="/me/">{text('to_sign_in')}</LinkButton>
    </Entrance>
  );
}

function Progress({ tracking }: { tracking: string }) {
  const text = useText();
  const { value, error, again } = useLooking(
    () => unfreezeStatus(door, tracking),
    (seen) => (seen && OVER.has(seen.state) ? 0 : EVERY),
    tracking,
  );
  if (!value) {
    return (
      <Entrance title={text('unfreeze.title')}>
        <NotYet error={error} />
        {error !== null && (
          <LinkButton href="/me/" kind="plain">
            {text('to_sign_in')}
          </LinkButton>
        )}
      </Entrance>
    );
  }
  if (value.state === 'code_sent') {
    const ask = askAgain('unfreeze', tracking, (begun) => startUnfreeze(door, begun.ticket!));
    const give = async (code: string) => {
      await confirmUnfreeze(door, tracking, code);
      keep(SIGN_IN, null);
      again();
    };
    return (
      <Entrance title={text('recovery.code_title')}>
        <p>{text('unfreeze.code_why')}</p>
        <CodeForm give={give} label={text('unfreeze.code_act')} />
        {ask ? <NewCode ask={ask} /> : <p className="aside">{text('code.again_elsewhere')}</p>}
        <p className="ways">
          <a href="/me/">{text('to_sign_in')}</a>
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title={text(`unfreeze.${value.state}_title`)}>
      <div aria-live="polite">
        <Steps steps={unfreezeSteps(text, value)} />
      </div>
      <p>{text(`unfreeze.${value.state}_means`)}</p>
      {OVER.has(value.state) && <LinkButton href="/me/">{text('to_sign_in')}</LinkButton>}
    </Entrance>
  );
}
