// A forgotten password: asking for the link, and following the letter on its way.
import { useState } from 'react';
import { askReset, resendReset, resetStatus, type ResetStatus } from '@ombud/shared/account';
import { Button } from '@ombud/ui/button';
import { Entrance } from '@ombud/ui/entrance';
import { languageNow } from '@ombud/ui/settings';
import { useTicking } from '@ombud/ui/time';
import { Form, Trouble, useAct, useErrorAt } from '@ombud/ui/act';
import { go } from '../route';
import { door } from '../session';
import { EmailField } from '@ombud/ui/fields';
import { NotYet, Steps, useLooking,  When, type Step } from './pieces';
import { useText, type Text } from './text';

const SOON = 3_000;
const LATER = 15_000;

const follow = (tracking: string) => go('/me/forgotten#tracking=' + encodeURIComponent(tracking));

export function Forgotten({ tracking }: { tracking: string | null }) {
  return tracking ? <Letter key={tracking} tracking={tracking} /> : <Ask />;
}

function Ask() {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [email, setEmail] = useState('');
  const submit = async () => follow((await askReset(door, email.trim(), languageNow())).tracking);
  return (
    <Entrance title={text('forgotten.title')}>
      <p>{text('forgotten.why')}</p>
      <Form act={act} submit={submit} label={text('forgotten.act')} fields={['email']}>
        <EmailField autoFocus value={email} onChange={setEmail} error={at('email')} />
      </Form>
      <p className="aside">{text('forgotten.second')}</p>
      <p className="ways">
        <a href="/me/">{text('to_sign_in')}</a>
      </p>
    </Entrance>
  );
}

/** How soon to look again: often while it is about to happen, never when it is over. */
export function soon(status: ResetStatus | null): number {
  if (!status || status.state === 'queued') return SOON;
  return status.used ? 0 : LATER;
}

const REFUSED = new Set(['bounced', 'suppressed']);

function stepsOf(text: Text, status: ResetStatus): Step[] {
  const { state, at, reply, next_try, used } = status;
  const refused = REFUSED.has(state);
  const sent = state === 'accepted' || used;
  return [
    { state: 'done', title: text('letter.asked') },
    {
      state: sent ? 'done' : refused ? 'failed' : 'now',
      title: text(`letter.${used ? 'accepted' : state}`),
      detail: (
        <>
          {text(`letter.${used ? 'accepted' : state}_means`)} {state === 'deferred' && next_try ? <When at={next_try} /> : <When at={at} />}
          {reply && (
            <>
              {' '}
              <code dir="ltr">{reply}</code>
            </>
          )}
        </>
      ),
    },
    { state: used ? 'done' : sent ? 'now' : 'next', title: text(used ? 'letter.used' : 'letter.open') },
  ];
}

function Letter({ tracking }: { tracking: string }) {
  const text = useText();
  const act = useAct();
  const { value, error, again: look } = useLooking(() => resetStatus(door, tracking), soon, tracking);
  const again = () => act.run(() => resendReset(door, tracking).then(look));
  return (
    <Entrance title={text(value ? `letter.title_${value.used ? 'used' : value.state}` : 'letter.title')}>
      {value ? (
        <>
          <div aria-live="polite">
            <Steps steps={stepsOf(text, value)} />
          </div>
          <Advice status={value} />
          <Trouble act={act} />
          {!value.used && value.state !== 'suppressed' && value.resend_at && (
            <Resend at={value.resend_at} busy={act.busy} wait={act.wait} again={() => void again()} />
          )}
        </>
      ) : (
        <NotYet error={error} />
      )}
      <p className="ways">
        <a href="/me/forgotten">{text('letter.other')}</a>
        <a href="/me/">{text('to_sign_in')}</a>
      </p>
    </Entrance>
  );
}

function Advice({ status: { state, used } }: { status: ResetStatus }) {
  const text = useText();
  if (used) return <p>{text('letter.used_next')}</p>;
  if (state === 'bounced' || state === 'suppressed') return <p className="notice">{text(`letter.${state}_next`)}</p>;
  return (
    <ul className="rules">
      <li>{text('letter.advice_minutes')}</li>
      <li>{text('letter.advice_spam')}</li>
      <li>{text('letter.advice_unknown')}</li>
    </ul>
  );
}

/** A letter may be sent again, but not at once. */
function Resend({ at, busy, wait, again }: { at: string; busy: boolean; wait: number; again: () => void }) {
  const text = useText();
  const due = Date.parse(at);
  const left = Math.max(Number(useTicking((now) => String(Math.ceil((due - now) / 1000)))), wait);
  return (
    <Button isDisabled={left > 0} isPending={busy} onPress={again}>
      {left > 0 ? text('letter.again_in', { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` }) : text('letter.again')}
    </Button>
  );
}
