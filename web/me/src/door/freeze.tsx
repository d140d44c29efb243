// Freezing: signed in, signed out with a code by mail, or by the signed link of a letter; and "this was not me".
import { useState, type ReactNode } from 'react';
import { Snowflake } from 'lucide-react';
import { askFreezeCode, freeze, freezeByCode, freezeByLink, sayNotMe, type Frozen, type NotMe as Stopped, type Ticket } from '@ombud/shared/account';
import { Problem } from '@ombud/shared/api';
import { Entrance } from '@ombud/ui/entrance';
import { languageNow } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { Form, useAct, useErrorAt, type Act } from '@ombud/ui/act';
import { useKept } from '../kept';
import { door, inside, leave, session } from '../session';
import { EmailField } from '@ombud/ui/fields';
import { CodeForm, NewCode } from './code-form';
import { LinkButton, When } from './pieces';
import { useText } from './text';

interface Sent extends Ticket { email: string }

const KEY = 'ombud.me.freeze';

/** What a freeze does, and what it does not. */
export function WhatFreezingDoes() {
  const text = useText();
  return (
    <div className="does">
      <div>
        <h2>{text('freeze.does')}</h2>
        <ul className="rules">
          <li>{text('freeze.does_sessions')}</li>
          <li>{text('freeze.does_keys')}</li>
          <li>{text('freeze.does_money')}</li>
        </ul>
      </div>
      <div>
        <h2>{text('freeze.does_not')}</h2>
        <ul className="rules">
          <li>{text('freeze.does_not_past')}</li>
          <li>{text('freeze.does_not_loss')}</li>
          <li>{text('freeze.does_not_alone')}</li>
        </ul>
      </div>
    </div>
  );
}

export function Freeze({ token }: { token: string | null }) {
  const who = useStore(session);
  const act = useAct();
  const [done, setDone] = useState<Frozen | null>(null);
  const frozen = (answer: Frozen) => {
    leave(false);
    setDone(answer);
  };
  if (done) return <IsFrozen answer={done} />;
  if (token !== null) return <OneClick act={act} freeze={() => freezeByLink(door, token).then(frozen)} />;
  if (who.state === 'signed in') return <OneClick act={act} freeze={() => freeze(inside).then(frozen)} back />;
  return <ByCode frozen={frozen} />;
}

function OneClick({ act, freeze: work, back = false }: { act: Act; freeze: () => Promise<unknown>; back?: boolean }) {
  const text = useText();
  if (act.error instanceof Problem && act.error.code === 'link.invalid') return <DeadLink />;
  return (
    <Entrance title={text('freeze.title')}>
      <p>{text('freeze.why')}</p>
      <WhatFreezingDoes />
      <Form act={act} submit={work} kind="danger" label={text(act.busy ? 'freeze.busy' : 'freeze.act')} more={back && <a href="/me/">{text('freeze.keep')}</a>} />
    </Entrance>
  );
}

function DeadLink() {
  const text = useText();
  return (
    <Entrance title={text('link.invalid')}>
      <p>{text('link.invalid_why')}</p>
      <LinkButton href="/me/freeze" kind="danger">
        {text('freeze.by_code')}
      </LinkButton>
    </Entrance>
  );
}

function ByCode({ frozen }: { frozen: (answer: Frozen) => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [sent, keep] = useKept<Sent>(KEY);
  const [email, setEmail] = useState(sent?.email ?? '');
  const ask = async () => keep({ ...(await askFreezeCode(door, email.trim(), languageNow())), email: email.trim() });
  const give = async (code: string, { ticket }: Sent) => {
    const answer = await freezeByCode(door, ticket, code);
    keep(null);
    frozen(answer);
  };
  if (!sent) {
    return (
      <Entrance title={text('freeze.title')}>
        <p>{text('freeze.signed_out')}</p>
        <WhatFreezingDoes />
        <Form act={act} submit={ask} label={text('freeze.send_code')} fields={['email']}>
          <EmailField value={email} onChange={setEmail} error={at('email')} />
        </Form>
        <p className="ways">
          <a href="/me/">{text('to_sign_in')}</a>
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title={text('freeze.code_title')}>
      <p>
        {text('code.why', { email: sent.email })} <When at={sent.expires_at} />
      </p>
      <CodeForm
        key={sent.ticket}
        give={(code) => give(code, sent)}
        kind="danger"
        label={text('freeze.act')}
        busy={text('freeze.busy')}
      />
      <ul className="other-ways">
        <li>
          <NewCode ask={ask} />
        </li>
        <li>
          <button type="button" className="link" onClick={() => keep(null)}>
            {text('freeze.other')}
          </button>
        </li>
      </ul>
    </Entrance>
  );
}

function IsFrozen({ answer, children }: { answer: Frozen; children?: ReactNode }) {
  const text = useText();
  return (
    <Entrance title={text('freeze.done')}>
      <p className="fact">
        <Snowflake size={18} aria-hidden="true" />
        <span>
          {text('frozen.since')} <When at={answer.frozen_at} />
        </span>
      </p>
      {children}
      <p>{text('freeze.done_safe')}</p>
      <h2>{text('freeze.done_next')}</h2>
      <ul className="rules">
        <li>{text('freeze.done_talk')}</li>
        <li>{text('freeze.done_mailbox')}</li>
        <li>{text('freeze.done_back')}</li>
      </ul>
      <LinkButton href="/me/" kind="plain">
        {text('to_sign_in')}
      </LinkButton>
    </Entrance>
  );
}

export function NotMe({ token }: { token: string }) {
  const text = useText();
  const act = useAct();
  const [done, setDone] = useState<Stopped | null>(null);
  const submit = async () => {
    const answer = await sayNotMe(door, token);
    leave(false);
    setDone(answer);
  };
  if (done) return <IsFrozen answer={done}>{done.stopped && <p>{text(`not_me.stopped_${done.stopped}`)}</p>}</IsFrozen>;
  if (!token || (act.error instanceof Problem && act.error.code === 'link.invalid')) return <DeadLink />;
  return (
    <Entrance title={text('not_me.title')}>
      <p>{text('not_me.why')}</p>
      <WhatFreezingDoes />
      <Form act={act} submit={submit} kind="danger" label={text(act.busy ? 'freeze.busy' : 'not_me.act')} more={<a href="/me/">{text('not_me.was_me')}</a>} />
    </Entrance>
  );
}
