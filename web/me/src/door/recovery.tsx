// A recovery under way: the code that starts it, two people, the waiting time, and how to stop it.
import { confirmRecovery, recoveryStatus, startRecovery, type Recovery as State } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { keep, SIGN_IN } from '../kept';
import { door } from '../session';
import { askAgain } from './asked';
import { CodeForm, NewCode } from './code-form';
import { LinkButton, NotYet, Steps, useLooking,  When, type Step } from './pieces';
import { useText, type Text } from './text';

const EVERY = 15_000;
const PEOPLE = 2;
const OVER = new Set<State['state']>(['done', 'refused', 'stopped', 'expired']);

export function Recovery({ tracking }: { tracking: string | null }) {
  const text = useText();
  if (tracking) return <Progress key={tracking} tracking={tracking} />;
  return (
    <Entrance title={text('recovery.title')}>
      <p>{text('recovery.begin')}</p>
      <LinkButton href="/me/">{text('to_sign_in')}</LinkButton>
    </Entrance>
  );
}

/** Where it stands, as stages: the code by mail, two people, the waiting time, done. */
export function recoverySteps(text: Text, { state, statement_at, approvals, effective_at }: State): Step[] {
  const order = ['code_sent', 'waiting_for_staff', 'waiting_time', 'done'] as const;
  const reached = order.findIndex((each) => each === state);
  // What was refused, stopped or forgotten ended at the stage it had reached.
  const at = reached >= 0 ? reached : effective_at ? 2 : 1;
  const failed = reached < 0;
  const stateOf = (stage: number): Step['state'] => (stage < at || state === 'done' ? 'done' : stage > at ? 'next' : failed ? 'failed' : 'now');
  return [
    { state: stateOf(0), title: text('recovery.step_asked'), detail: <When at={statement_at} /> },
    { state: stateOf(1), title: text('recovery.step_people'), detail: text('recovery.agreed', { count: approvals, of: PEOPLE }) },
    { state: stateOf(2), title: text('recovery.step_wait'), detail: effective_at ? <When at={effective_at} /> : text('recovery.wait_usual') },
    { state: stateOf(3), title: text('recovery.step_done') },
  ];
}

function Progress({ tracking }: { tracking: string }) {
  const text = useText();
  const { value, error, again } = useLooking(
    () => recoveryStatus(door, tracking),
    (seen) => (seen && OVER.has(seen.state) ? 0 : EVERY),
    tracking,
  );
  if (!value) {
    return (
      <Entrance title={text('recovery.title')}>
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
    const ask = askAgain('recovery', tracking, (begun) => startRecovery(door, begun.ticket!, begun.statement!));
    const give = async (code: string) => {
      await confirmRecovery(door, tracking, code);
      keep(SIGN_IN, null);
      again();
    };
    return (
      <Entrance title={text('recovery.code_title')}>
        <p>{text('recovery.code_why')}</p>
        <CodeForm give={give} label={text('recovery.code_act')} />
        {ask ? <NewCode ask={ask} /> : <p className="aside">{text('code.again_elsewhere')}</p>}
        <p className="ways">
          <a href="/me/">{text('to_sign_in')}</a>
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title={text(`recovery.${value.state}_title`)}>
      <div aria-live="polite">
        <Steps steps={recoverySteps(text, value)} />
      </div>
      <p>{text(`recovery.${value.state}_means`)}</p>
      {!OVER.has(value.state) && <p className="notice">{text('recovery.stop')}</p>}
      {!OVER.has(value.state) && <LinkButton href="/me/freeze" kind="plain">{text('freeze.title')}</LinkButton>}
      {OVER.has(value.state) && <LinkButton href="/me/">{text('to_sign_in')}</LinkButton>}
    </Entrance>
  );
}
