// How the mail fares: what is wrong first, then what goes out, what comes in, and each mailbox.
import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { MailState, Mailbox } from '@ombud/shared/mail';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { mailPath } from '../route';
import { useText, type Text } from '../text';
import { faultText } from './faults';
import { isUnseen, isUrgent, troublesOf, type Trouble } from './health';

export function Health({ state, manages }: { state: MailState; manages: boolean }) {
  const text = useText();
  // What is late becomes so without any news.
  const minute = useTicking((now) => String(Math.floor(now / 60_000)));
  const troubles = troublesOf(state, Number(minute) * 60_000);
  const { outgoing, incoming } = state;
  return (
    <>
      <Verdict troubles={troubles} manages={manages} />
      <div className="mail-sides">
        <section aria-labelledby="outgoing-title">
          <h2 id="outgoing-title">{text('mail.outgoing')}</h2>
          <dl className="figures">
            <Figure name={text('mail.queued')} value={outgoing.queued} />
            <Figure name={text('mail.deferred')} value={outgoing.deferred} tone={outgoing.deferred > 0 ? 'wait' : undefined} help={text('mail.deferred_why')} />
            <Figure name={text('mail.bounced_today')} value={outgoing.bounced_today} tone={outgoing.bounced_today > 0 ? 'wait' : undefined} />
            <Figure name={text('mail.suppressed')} value={outgoing.suppressed} help={text('mail.suppressed_why')} />
          </dl>
          <p className="quiet">
            {outgoing.oldest_at === null ? text('mail.nothing_waits') : <Since say={(time) => text('mail.oldest', { time })} at={outgoing.oldest_at} />}
          </p>
          {state.address && (
            <p className="quiet">
              {text('mail.written_as')} <bdi>{state.address}</bdi>
            </p>
          )}
        </section>
        <section aria-labelledby="incoming-title">
          <h2 id="incoming-title">{text('mail.incoming')}</h2>
          <dl className="figures">
            <Figure name={text('mail.unread')} value={incoming.waiting} />
            <Figure name={text('mail.quarantined')} value={incoming.quarantined} tone={incoming.quarantined > 0 ? 'danger' : undefined} />
            <Figure name={text('mail.set_aside_week')} value={incoming.set_aside_week} />
          </dl>
          <p className="quiet">
            {incoming.last_at === null ? text('mail.no_letter_yet') : <Since say={(time) => text('mail.last_letter', { time })} at={incoming.last_at} />}
          </p>
        </section>
      </div>
      <section aria-labelledby="fetched-title" className="mail-fetched">
        <h2 id="fetched-title">{text('mail.tab.mailboxes')}</h2>
        {state.mailboxes.length === 0 && <p className="empty">{text('mailboxes.none')}</p>}
        <ul className="mailboxes">
          {state.mailboxes.map((mailbox) => (
            <li key={mailbox.id ?? mailbox.name}>
              <MailboxState mailbox={mailbox} brief />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Figure({ name, value, tone, help }: { name: string; value: number; tone?: 'wait' | 'danger' | undefined; help?: string }) {
  const text = useText();
  return (
    <div data-tone={tone}>
      <dt>
        {name}
        {help && <small>{help}</small>}
      </dt>
      <dd>{text('number', { value: value.toLocaleString(useLanguage()) })}</dd>
    </div>
  );
}

/** A time ago, exact where the pointer rests. */
export function Since({ say, at }: { say: (ago: string) => string; at: string }) {
  const text = useText();
  const language = useLanguage();
  const ago = useTicking((now) => text('time.ago', { time: duration(text, Math.max(0, now - Date.parse(at))) }));
  return (
    <time dateTime={at} title={exactTime(language, at)}>
      {say(ago)}
    </time>
  );
}

/** Where it is, whether it is looked at, and what is the matter with it; `brief` where that stands elsewhere. */
export function MailboxState({ mailbox, brief = false }: { mailbox: Mailbox; brief?: boolean }) {
  const text = useText();
  const language = useLanguage();
  const { url, folder, user, looked_at, letter_at, fault, fault_at } = mailbox;
  const unseen = useTicking((now) => (isUnseen(mailbox, now) ? 'unseen' : '')) !== '';
  return (
    <div className="mailbox" data-tone={fault !== null || unseen ? 'danger' : undefined}>
      <p className="mailbox-name">
        {fault !== null || unseen ? <CircleAlert size={16} aria-hidden="true" /> : looked_at === null ? <Info size={16} aria-hidden="true" /> : <CircleCheck size={16} aria-hidden="true" />}
        <bdi>{user}</bdi>
        <code dir="ltr">
          {url.replace(/\/$/, '')}/{folder}
        </code>
      </p>
      <p className="quiet">
        {looked_at === null ? text('mailboxes.never_looked') : <Since say={(time) => text('mailboxes.looked', { time })} at={looked_at} />}
        {' · '}
        {letter_at === null ? text('mailboxes.no_letter') : <Since say={(time) => text('mailboxes.letter', { time })} at={letter_at} />}
      </p>
      {fault !== null && (
        <p className="mailbox-fault">
          {!brief && faultText(text, fault)}
          {fault_at && <small>{text(brief ? 'mailboxes.unread_since' : 'mailboxes.fault_since', { time: dateAndTime(language, fault_at) })}</small>}
        </p>
      )}
    </div>
  );
}

function Verdict({ troubles, manages }: { troubles: readonly Trouble[]; manages: boolean }) {
  const text = useText();
  const urgent = troubles.filter(isUrgent);
  const rest = troubles.filter((each) => !isUrgent(each));
  return (
    <div className="verdict" role="status">
      {!troubles.some((each) => isUrgent(each) || each.kind === 'not_configured') && (
        <p data-tone="good">
          <CircleCheck size={20} aria-hidden="true" />
          <strong>{text('mail.well')}</strong>
        </p>
      )}
      <ul>
        {[...urgent, ...rest].map((trouble, index) => (
          <li key={index} data-tone={isUrgent(trouble) ? 'danger' : 'wait'}>
            <CircleAlert size={20} aria-hidden="true" />
            <div>
              <TroubleWords trouble={trouble} manages={manages} text={text} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function TroubleWords({ trouble, manages, text }: { trouble: Trouble; manages: boolean; text: Text }) {
  const language = useLanguage();
  switch (trouble.kind) {
    case 'mailbox':
      return (
        <>
          <strong>
            {text('mail.trouble.mailbox')} <bdi>{trouble.mailbox.user}</bdi>
          </strong>
          <p>{faultText(text, trouble.mailbox.fault!)}</p>
        </>
      );
    case 'not_looked_at':
      return (
        <>
          <strong>
            {text('mail.trouble.not_looked_at', { time: dateAndTime(language, trouble.mailbox.looked_at!) })} <bdi>{trouble.mailbox.user}</bdi>
          </strong>
          <p>{text('mail.trouble.not_looked_at_why')}</p>
        </>
      );
    case 'stuck':
      return (
        <>
          <strong>{text('mail.trouble.stuck', { count: trouble.count, time: dateAndTime(language, trouble.since) })}</strong>
          <p>{text('mail.trouble.stuck_why')}</p>
          {manages && <a href={mailPath('test')}>{text('mail.to_test')}</a>}
        </>
      );
    case 'unread':
      return (
        <>
          <strong>{text('mail.trouble.unread', { count: trouble.count })}</strong>
          <p>{text('mail.trouble.unread_why')}</p>
        </>
      );
    case 'quarantined':
      return (
        <>
          <strong>{text('mail.trouble.quarantined', { count: trouble.count })}</strong>
          <p>{text('mail.trouble.quarantined_why')}</p>
          <a href={mailPath('set-aside')}>{text('mail.to_quarantine')}</a>
        </>
      );
    case 'not_configured':
      return (
        <>
          <strong>{text('mail.trouble.not_configured')}</strong>
          <p>{text('mail.trouble.not_configured_why')}</p>
        </>
      );
    case 'nobody_believed':
      return (
        <>
          <strong>{text('mail.trouble.nobody_believed')}</strong>
          <p>{text('mail.trouble.nobody_believed_why')}</p>
        </>
      );
  }
}
