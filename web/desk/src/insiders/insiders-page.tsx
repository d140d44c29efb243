// What supervisors watch while it happens: alarms first, then who has used how much of their budget, then what was revealed and what for.
import { useCallback, useEffect, useState } from 'react';
import { Bird, CircleCheck, TriangleAlert, UserPlus } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { handleAlarm, type Alarm, type InsidersState, type PastReveal, type WatchedPerson } from '@ombud/shared/insiders';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { inboxPath } from '../route';
import { isKey, problemText, useText } from '../text';
import { Moment } from '../ui/chips';
import { Face } from '../ui/face';
import { Waiting } from '../ui/waiting';
import { Budgets, useRoleNames } from './budgets';
import { GrantWindow } from './grant-window';
import { fieldName } from './reveal-words';
import { inOrder, inTwo, shareOf, toneOf } from './watching';

const EVERY = 5_000;
/** More are a click away. */
const AT_FIRST = 50;

export default function InsidersPage() {
  const text = useText();
  const { insiders } = useDesk();
  const state = useStore(insiders.watched);
  const { error, busy, look } = useLooking();
  const nameOf = useRoleNames();
  return (
    <section className="page insiders" aria-labelledby="insiders-title">
      <header>
        <div>
          <h1 id="insiders-title">{text('insiders.title')}</h1>
          <p>{text('insiders.about')}</p>
        </div>
      </header>
      <Waiting of={{ value: state, error, busy, again: () => void look() }} />
      {state && (
        <>
          <Alarms alarms={state.alarms} again={look} />
          <People state={state} nameOf={nameOf} again={look} />
          <Reveals reveals={state.reveals} />
        </>
      )}
      <Budgets nameOf={nameOf} />
    </section>
  );
}

/** Anew every few seconds, while somebody can see it. */
function useLooking() {
  const { insiders } = useDesk();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const look = useCallback(async () => {
    setBusy(true);
    try {
      await insiders.load();
      setError(null);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }, [insiders]);
  useEffect(() => {
    const whenSeen = () => {
      if (document.visibilityState === 'visible') void look();
    };
    whenSeen();
    const timer = setInterval(whenSeen, EVERY);
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [look]);
  return { error, busy, look };
}

function Alarms({ alarms, again }: { alarms: readonly Alarm[]; again: () => Promise<void> }) {
  const text = useText();
  const { open, handled } = inTwo(alarms);
  return (
    <section aria-labelledby="alarms-title" className="alarms">
      <h2 id="alarms-title">
        {text('insiders.alarms')} {open.length > 0 && <span className="count">{text('number', { value: open.length })}</span>}
      </h2>
      {open.length === 0 && (
        <p className="all-quiet">
          <CircleCheck size={18} aria-hidden="true" />
          {text('insiders.no_alarms')}
        </p>
      )}
      <ul>
        {open.map((alarm) => (
          <li key={alarm.id}>
            <OneAlarm alarm={alarm} again={again} />
          </li>
        ))}
      </ul>
      {handled.length > 0 && (
        <details>
          <summary>{text('insiders.handled_count', { count: handled.length })}</summary>
          <ul>
            {handled.map((alarm) => (
              <li key={alarm.id}>
                <OneAlarm alarm={alarm} again={again} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function OneAlarm({ alarm, again }: { alarm: Alarm; again: () => Promise<void> }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [busy, setBusy] = useState(false);
  const { kind, staff, at, handled_at, handled_by } = alarm;
  const key = 'insiders.alarm_of.' + kind;
  const Icon = kind === 'canary_opened' ? Bird : TriangleAlert;
  const grave = kind === 'canary_opened' || kind.endsWith('_spent');
  const handle = async () => {
    setBusy(true);
    try {
      await handleAlarm(http, alarm.id);
      await again();
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="alarm" data-tone={handled_at !== null ? undefined : grave ? 'danger' : 'wait'}>
      <Icon size={18} aria-hidden="true" />
      <div>
        <p>{isKey(key) ? text(key, { name: staff.name }) : staff.name + text('row.colon') + kind}</p>
        <p className="alarm-facts">
          <time dateTime={at} title={exactTime(language, at)}>
            {dateAndTime(language, at)}
          </time>
          {alarm.conversation_id && <ConversationLink id={alarm.conversation_id} reference={alarm.reference} />}
          {handled_at !== null && (
            <span>{text('insiders.handled_by', { name: handled_by?.name ?? '', time: dateAndTime(language, handled_at) })}</span>
          )}
        </p>
      </div>
      {handled_at === null && (
        <Button isPending={busy} aria-label={text('insiders.handle_named', { name: staff.name })} onPress={() => void handle()}>
          {text('insiders.handle')}
        </Button>
      )}
    </div>
  );
}

const ConversationLink = ({ id, reference }: { id: Id; reference: string | null }) => (
  <a href={inboxPath('all', id)}>
    <code>{reference ?? id.slice(-8)}</code>
  </a>
);

function People({ state, nameOf, again }: { state: InsidersState; nameOf: (role: string) => string; again: () => Promise<void> }) {
  const text = useText();
  const { me } = useDesk();
  const [all, setAll] = useState(false);
  const [granting, setGranting] = useState<WatchedPerson | null>(null);
  /** As they stood when a hand or the keyboard came into the list. */
  const [kept, setKept] = useState<readonly string[] | null>(null);
  const people = inOrder(state.people, kept ?? [], kept !== null);
  const hold = () => setKept((now) => now ?? people.map(({ id }) => id));
  const letGo = () => setKept(null);
  const shown = all ? people : people.slice(0, AT_FIRST);
  return (
    <section aria-labelledby="watched-title">
      <h2 id="watched-title">{text('insiders.people', { count: state.window_hours })}</h2>
      {state.people.length === 0 && <p className="empty">{text('insiders.nobody')}</p>}
      <ul className="watched" onPointerEnter={hold} onPointerLeave={letGo} onFocus={hold} onBlur={letGo}>
        {shown.map((person) => (
          <li key={person.id}>
            <div className="watched-who">
              <Face id={person.id} name={person.name} />
              <p>
                <bdi>{person.name}</bdi>
                <small className="quiet">
                  <bdi>{nameOf(person.role)}</bdi>
                  {person.last_at && (
                    <>
                      {' · '}
                      {text('insiders.last')} <Moment at={person.last_at} />
                    </>
                  )}
                </small>
              </p>
            </div>
            <Bar what="customers" used={person.customers} alert={person.customers_alert} stop={person.customers_stop} />
            <Bar what="reveals" used={person.reveals} alert={person.reveals_alert} stop={person.reveals_stop} />
            {person.id === me.id ? (
              <small className="quiet watched-own">{text('insiders.own')}</small>
            ) : (
              <Button kind="quiet" aria-label={text('insiders.grant_named', { name: person.name })} onPress={() => setGranting(person)}>
                <UserPlus size={16} aria-hidden="true" />
                {text('insiders.grant')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {people.length > shown.length && <Button onPress={() => setAll(true)}>{text('insiders.show_all', { count: people.length })}</Button>}
      {granting && (
        <GrantWindow
          person={granting}
          hours={state.window_hours}
          onClose={() => setGranting(null)}
          onGranted={() => {
            setGranting(null);
            void again();
          }}
        />
      )}
    </section>
  );
}

function Bar({ what, used, alert, stop }: { what: 'customers' | 'reveals'; used: number; alert: number; stop: number }) {
  const text = useText();
  return (
    <div className="budget-bar" data-tone={toneOf(used, alert, stop)}>
      <p>
        <span>{text(`insiders.${what}`)}</span>
        <strong>{text('insiders.of', { used, stop })}</strong>
        <span className="hidden">{text('insiders.alert_at', { alert })}</span>
      </p>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="bar-ground" width="100" height="6" />
        <rect className="bar-used" width={shareOf(used, stop) * 100} height="6" />
        <rect className="bar-alert" x={Math.min(99, shareOf(alert, stop) * 100)} width="1" height="6" />
      </svg>
    </div>
  );
}

function Reveals({ reveals }: { reveals: readonly PastReveal[] }) {
  const text = useText();
  const language = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? reveals : reveals.slice(0, AT_FIRST);
  return (
    <section aria-labelledby="reveals-title">
      <h2 id="reveals-title">{text('insiders.last_reveals')}</h2>
      {reveals.length === 0 && <p className="empty">{text('insiders.no_reveals')}</p>}
      <ul className="past-reveals">
        {shown.map((each) => (
          <li key={each.id}>
            <time dateTime={each.at} title={exactTime(language, each.at)}>
              {dateAndTime(language, each.at)}
            </time>
            <span>
              <bdi>{each.staff.name}</bdi>
            </span>
            <span>
              {fieldName(text, each.field)}
              <small className="quiet">{isKey('reveal.purpose.' + each.purpose) ? text(`reveal.purpose.${each.purpose}`) : each.purpose}</small>
            </span>
            <ConversationLink id={each.conversation_id} reference={each.reference} />
            {each.reason && (
              <q dir="auto" className="past-reason">
                {each.reason}
              </q>
            )}
          </li>
        ))}
      </ul>
      {reveals.length > shown.length && <Button onPress={() => setAll(true)}>{text('insiders.show_all', { count: reveals.length })}</Button>}
    </section>
  );
}
