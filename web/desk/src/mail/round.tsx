// A letter sent to ourselves: written, taken by our mail server, back in a mailbox of ours; and what to look at where it stops.
import { useEffect } from 'react';
import { Check, Send, X } from 'lucide-react';
import { readRound, startRound, type Round, type RoundStep } from '@ombud/shared/mail';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { clockTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useText } from '../text';
import { BeliefMark } from '../conversation/letter';

const LOOK_EVERY = 1_000;

export function SendRound({ round, set }: { round: Round | null; set: (round: Round) => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const act = useAct();
  useEffect(() => {
    if (!round || round.over) return;
    // One look that fails is followed by another.
    const timer = setInterval(() => void readRound(http, round.id).then(set, () => undefined), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [http, round, set]);
  const under_way = round !== null && !round.over;
  return (
    <>
      <p className="quiet">{text('round.about')}</p>
      <div className="acts">
        <Button kind="primary" isPending={act.busy || under_way} onPress={() => void act.run(async () => set(await startRound(http, language)))}>
          <Send size={16} aria-hidden="true" />
          {text(round === null ? 'round.send' : under_way ? 'round.under_way' : 'round.again')}
        </Button>
      </div>
      <Trouble act={act} />
      {round && <Steps round={round} />}
      {round?.over && <Outcome round={round} />}
    </>
  );
}

function Steps({ round }: { round: Round }) {
  const text = useText();
  const current = round.steps.findIndex(({ state }) => state !== 'done');
  const since = useTicking((now) => duration(text, Math.max(0, now - Date.parse(round.started_at))));
  return (
    <ol className="round">
      {round.steps.map((step, index) => (
        <Step key={step.step} step={step} current={index === current} since={since} />
      ))}
    </ol>
  );
}

function Step({ step, current, since }: { step: RoundStep; current: boolean; since: string }) {
  const text = useText();
  const language = useLanguage();
  const { state, at, detail } = step;
  return (
    <li data-state={state} data-current={(current && state === 'waiting') || undefined} aria-current={current ? 'step' : undefined}>
      <span className="round-mark" aria-hidden="true">
        {state === 'done' ? <Check size={14} /> : state === 'failed' ? <X size={14} /> : null}
      </span>
      <div>
        <p>
          <strong>{text(`round.step.${step.step}`)}</strong>{' '}
          <span className="round-state">
            {state === 'waiting' ? (current ? text('round.waits', { time: since }) : text('round.not_yet')) : text(`round.state.${state}`)}
            {state === 'done' && at && (
              <>
                {' '}
                <time dateTime={at} title={exactTime(language, at)}>
                  {clockTime(language, at)}
                </time>
              </>
            )}
          </span>
        </p>
        {detail && (
          <p className="round-detail">
            {step.step === 'returned' ? text('round.through') : text('round.server_said')} <code dir="ltr">{detail}</code>
          </p>
        )}
        {state === 'failed' && <p>{text(`round.failed.${step.step}`)}</p>}
      </div>
    </li>
  );
}

function Outcome({ round }: { round: Round }) {
  const text = useText();
  const failed = round.steps.some(({ state }) => state === 'failed');
  const belief = round.belief;
  return (
    <div className="standing-box" data-tone={failed ? 'danger' : belief === 'refuted' ? 'danger' : 'good'} role="status">
      <p>
        <strong>{text(failed ? 'round.broken' : 'round.well')}</strong>
      </p>
      {!failed && belief && (
        <>
          <p className="received-from">
            {text('round.belief')} <BeliefMark belief={belief} />
          </p>
          <p>{text(`round.belief.${belief}`)}</p>
        </>
      )}
    </div>
  );
}
