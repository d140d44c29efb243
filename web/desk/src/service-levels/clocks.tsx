// The clocks of a conversation beside it: what is promised, what is left of it, and what came of it.
import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { CircleCheck, CirclePause, Timer, TimerOff } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { readClocks, type ClockData, type ShownClock } from '@ombud/shared/service-levels';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { minutesText } from './hours';

/** `told`: another one means that they have changed. */
export function Clocks({ conversation, told }: { conversation: Id; told: number }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(() => readClocks(http, conversation), [http, conversation]);
  const loaded = useLoaded(load);
  const { again } = loaded;
  // What was read stays until the news is here.
  const readAt = useRef(told);
  useEffect(() => {
    if (readAt.current !== told) again();
    readAt.current = told;
  }, [told, again]);
  const known = loaded.value;
  if (loaded.error !== null) return <Waiting of={loaded} rows={1} />;
  if (!known || known.clocks.length === 0) return null;
  const name = (en: string, zh: string) => (language === 'en' ? en : zh);
  return (
    <section className="clocks" aria-labelledby="clocks-title">
      <h3 id="clocks-title">{text('clocks.title')}</h3>
      <ul>
        {known.clocks.map((clock) => (
          <li key={clock.kind}>
            <Line clock={clock} />
          </li>
        ))}
      </ul>
      {known.policy && (
        <small className="quiet">
          <bdi>{name(known.policy.name_en, known.policy.name_zh)}</bdi>
          {known.calendar_en !== null && known.calendar_zh !== null && (
            <>
              {' · '}
              <bdi>{name(known.calendar_en, known.calendar_zh)}</bdi>
            </>
          )}
        </small>
      )}
    </section>
  );
}

const ICONS = { running: Timer, paused: CirclePause, met: CircleCheck, breached: TimerOff } as const;

function Line({ clock }: { clock: ShownClock }) {
  const text = useText();
  const Icon = ICONS[clock.state];
  const open = clock.ended_at === null;
  const tone = clock.state === 'met' ? 'good' : clock.state === 'breached' ? 'danger' : open && clock.state === 'running' && clock.warned_at ? 'wait' : undefined;
  return (
    <div className="clock" data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      <div>
        <p className="clock-head">
          <strong>{text(`clocks.kind.${clock.kind}`)}</strong>
          {clock.target !== null && <span className="quiet">{text('clocks.target', { target: minutesText(text, clock.target) })}</span>}
        </p>
        <p>
          <Said clock={clock} />
        </p>
      </div>
    </div>
  );
}

function Said({ clock }: { clock: ShownClock }): ReactNode {
  const text = useText();
  const language = useLanguage();
  const due = clock.due_at;
  const left = useTicking((now) => (due === null ? '' : duration(text, Math.abs(Date.parse(due) - now))));
  const moment = (at: string) => dateAndTime(language, at);
  const dueAt = due !== null && (
    <time dateTime={due} title={exactTime(language, due)}>
      {text(clock.state === 'breached' ? 'clocks.was_due' : 'clocks.due', { time: moment(due), left })}
    </time>
  );
  if (clock.ended_at !== null) {
    const late = clock.state === 'breached';
    return (
      <time dateTime={clock.ended_at} title={exactTime(language, clock.ended_at)}>
        {text(late ? 'clocks.missed' : 'clocks.kept', { time: moment(clock.ended_at), due: due === null ? '' : moment(due) })}
      </time>
    );
  }
  if (clock.state === 'breached') return dueAt;
  if (clock.paused_by !== null) {
    return text(`clocks.paused.${clock.paused_by}`, { left: duration(text, Math.max(0, clock.left_seconds ?? 0) * 1000) });
  }
  return dueAt || text('clocks.never');
}

/** In the log, quiet: a clock that is due soon, or was. */
export function ClockWords({ clock }: { clock: ClockData['clock'] }) {
  const text = useText();
  const language = useLanguage();
  const key = clock.event === 'warning' ? 'clocks.log.warning' : clock.ended ? 'clocks.log.late' : 'clocks.log.breach';
  return (
    <span title={exactTime(language, clock.due_at)}>
      {text(key, { kind: text(`clocks.kind.${clock.kind}`), time: dateAndTime(language, clock.due_at), target: minutesText(text, clock.target) })}
    </span>
  );
}
