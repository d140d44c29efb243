// Where the account is open, which devices it knows, and what happened, newest first.
import { useState } from 'react';
import { MonitorSmartphone } from 'lucide-react';
import {
  endOtherSessions, endSession, forgetDevice, listDevices, listSessions, readHistory, type AccountEvent, type AccountSession, type Device,
} from '@ombud/shared/account';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { clockTime, dayName, dayOf, exactTime, useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { Trouble, useAct } from '@ombud/ui/act';
import { useLooking, When } from '../door/pieces';
import { inside } from '../session';
import { Confirm, Empty, Loaded, Section } from './pieces';
import { isKey, useText, type Text } from './text';

const ONCE = () => 0;

export function Devices() {
  const text = useText();
  return (
    <>
      <header className="page-head">
        <h1>{text('page.devices')}</h1>
        <p>{text('devices.about')}</p>
      </header>
      <Sessions />
      <KnownDevices />
      <Past />
    </>
  );
}

const called = (text: Text, device: string): string => device || text('devices.unknown');
const where = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' · ');

function Sessions() {
  const text = useText();
  const looked = useLooking(() => listSessions(inside), ONCE, 'sessions');
  const [ending, setEnding] = useState<AccountSession | 'others' | null>(null);
  const others = looked.value?.sessions.some(({ current }) => !current);
  const end = async () => {
    if (ending === 'others') toast(text('sessions.ended', { count: (await endOtherSessions(inside)).ended }));
    else if (ending) await endSession(inside, ending.id);
    looked.again();
  };
  return (
    <Section id="sessions" title={text('sessions.title')} about={text('sessions.about')} acts={others && <Button onPress={() => setEnding('others')}>{text('sessions.end_others')}</Button>}>
      <Loaded of={looked}>
        {({ sessions }) => (
          <ul className="rows">
            {sessions.map((session) => (
              <li key={session.id}>
                <MonitorSmartphone size={20} aria-hidden="true" />
                <div>
                  <strong>
                    <bdi>{called(text, session.device)}</bdi> {session.current && <span className="chip" data-good>{text('sessions.this')}</span>}
                  </strong>
                  <small><bdi>{where(session.place, session.network)}</bdi></small>
                  <small>
                    {text('sessions.used')} <When at={session.used_at} />
                  </small>
                </div>
                {!session.current && (
                  <Button kind="quiet" aria-label={text('sessions.end_named', { name: called(text, session.device) })} onPress={() => setEnding(session)}>
                    {text('sessions.end')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {ending && (
        <Confirm title={text(ending === 'others' ? 'sessions.end_others' : 'sessions.end')} act={text('sessions.end')} run={end} onClose={() => setEnding(null)}>
          <p>{ending === 'others' ? text('sessions.end_others_why') : text('sessions.end_why', { name: called(text, ending.device) })}</p>
        </Confirm>
      )}
    </Section>
  );
}

function KnownDevices() {
  const text = useText();
  const looked = useLooking(() => listDevices(inside), ONCE, 'devices');
  const [leaving, setLeaving] = useState<Device | null>(null);
  const forget = async (device: Device) => {
    await forgetDevice(inside, device.id);
    looked.again();
  };
  return (
    <Section id="known" title={text('devices.title')} about={text('devices.known_about')}>
      <Loaded of={looked}>
        {({ devices }) =>
          devices.length === 0 ? (
            <Empty>{text('devices.none')}</Empty>
          ) : (
            <ul className="rows">
              {devices.map((device) => (
                <li key={device.id}>
                  <div>
                    <strong>
                      <bdi>{called(text, device.label)}</bdi> {device.current && <span className="chip" data-good>{text('devices.this')}</span>}
                    </strong>
                    <small>
                      {text('devices.seen')} <When at={device.last_seen_at} />
                    </small>
                  </div>
                  <Button kind="quiet" aria-label={text('devices.forget_named', { name: called(text, device.label) })} onPress={() => setLeaving(device)}>
                    {text('devices.forget')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {leaving && (
        <Confirm title={text('devices.forget')} act={text('devices.forget')} run={() => forget(leaving)} onClose={() => setLeaving(null)}>
          <p>{text('devices.forget_why', { name: called(text, leaving.label) })}</p>
        </Confirm>
      )}
    </Section>
  );
}

/** Events of one day under its name. */
export function byDay(events: readonly AccountEvent[]): { day: number; events: AccountEvent[] }[] {
  const days: { day: number; events: AccountEvent[] }[] = [];
  for (const event of events) {
    const day = dayOf(event.at);
    if (days.at(-1)?.day === day) days.at(-1)!.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

const ALARMING = new Set(['sign_in_failed', 'sign_in_locked', 'second_factor_guessed', 'frozen', 'recovery_asked', 'password_reset_asked']);

function Past() {
  const text = useText();
  const act = useAct();
  const first = useLooking(() => readHistory(inside), ONCE, 'history');
  const [older, setOlder] = useState<{ events: AccountEvent[]; next: number | null } | null>(null);
  const more = async (before: number) => {
    const page = await readHistory(inside, before);
    setOlder((now) => ({ events: [...(now?.events ?? []), ...page.events], next: page.next }));
  };
  return (
    <Section id="history" title={text('history.title')} about={text('history.about')}>
      <Loaded of={first}>
        {(page) => {
          const events = [...page.events, ...(older?.events ?? [])];
          const next = older ? older.next : page.next;
          return (
            <>
              {events.length === 0 && <Empty>{text('history.none')}</Empty>}
              {byDay(events).map(({ day, events: those }) => (
                <Day key={day} events={those} />
              ))}
              <Trouble act={act} />
              {next !== null && (
                <Button isPending={act.busy} onPress={() => void act.run(() => more(next))}>
                  {text('history.more')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Day({ events }: { events: readonly AccountEvent[] }) {
  const text = useText();
  const language = useLanguage();
  const name = useTicking((now) => dayName(language, events[0]!.at, now));
  return (
    <section className="day">
      <h3>{name}</h3>
      <ol className="time-line">
        {events.map((event) => {
          const key = `event.${event.kind}`;
          return (
            <li key={event.seq} data-tone={ALARMING.has(event.kind) ? 'wait' : undefined}>
              <time dateTime={event.at} title={exactTime(language, event.at)}>{clockTime(language, event.at)}</time>
              <div>
                <strong>{text(isKey(key) ? key : 'event.other')}</strong>
                {(event.device ?? event.place ?? event.network) && <small><bdi>{where(event.device, event.place, event.network)}</bdi></small>}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
