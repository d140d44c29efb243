// The wall: this moment in figures that are read from across the room; it says so when it is no longer this moment.
import { useCallback, useEffect, useRef, useState } from 'react';
import { Maximize, TriangleAlert } from 'lucide-react';
import { readWall, type Wall, type WallQueue } from '@ombud/shared/reports';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { clockTime, duration, useTicking } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';

const EVERY = 5_000;
const STALE = 20_000;
/** Whoever waits longer stands out. */
const LONG = 15 * 60_000;

export default function WallPage() {
  const text = useText();
  const { wall, error, at, look } = useWall();
  const page = useRef<HTMLElement>(null);
  return (
    <section className="wall" ref={page} aria-labelledby="wall-title">
      <header>
        <h1 id="wall-title">{text('live.title')}</h1>
        <p className="wall-clock">{wall && <Freshness wall={wall} at={at} />}</p>
        {document.fullscreenEnabled && (
          <Button kind="quiet" onPress={() => void (document.fullscreenElement ? document.exitFullscreen() : page.current?.requestFullscreen())}>
            <Maximize size={16} aria-hidden="true" />
            {text('live.full')}
          </Button>
        )}
      </header>
      {!wall && <Waiting of={{ value: wall, error, busy: false, again: look }} />}
      {wall && (
        <>
          <dl className="wall-figures">
            <Figure name={text('live.waiting')} value={text('number', { value: wall.waiting })} beside={text('live.unassigned', { count: wall.unassigned })} tone={wall.unassigned > 0 ? 'wait' : null} />
            <Longest since={wall.waiting_since} />
            <Figure name={text('live.overdue')} value={text('number', { value: wall.overdue })} tone={wall.overdue > 0 ? 'danger' : null} />
            <Figure name={text('live.agents')} value={text('number', { value: wall.agents })} tone={wall.agents === 0 ? 'wait' : null} />
            <Figure name={text('live.open')} value={text('number', { value: wall.open })} />
            <Figure name={text('live.opened')} value={text('number', { value: wall.opened })} beside={text('live.lately')} />
            <Figure name={text('live.answered')} value={text('number', { value: wall.answered })} beside={text('live.lately')} />
            <Figure name={text('live.resolved')} value={text('number', { value: wall.resolved })} beside={text('live.lately')} />
          </dl>
          <QueuesTable queues={wall.queues} />
        </>
      )}
    </section>
  );
}

function useWall() {
  const { http } = useDesk();
  const [wall, setWall] = useState<Wall | null>(null);
  const [at, setAt] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const look = useCallback(() => {
    if (document.visibilityState !== 'visible') return;
    readWall(http).then(
      (value) => {
        setWall(value);
        setAt(Date.now());
        setError(null);
      },
      (problem: unknown) => setError(problem),
    );
  }, [http]);
  useEffect(() => {
    look();
    const timer = setInterval(look, EVERY);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [look]);
  return { wall, error, at, look };
}

function Freshness({ wall, at }: { wall: Wall; at: number }) {
  const text = useText();
  const language = useLanguage();
  const stale = useTicking((now) => (now - at > STALE ? 'stale' : '')) !== '';
  if (!stale) return <span>{text('live.as_of', { time: clockTime(language, wall.at) })}</span>;
  return (
    <strong className="wall-stale" role="alert">
      <TriangleAlert size={20} aria-hidden="true" />
      {text('live.stale', { time: clockTime(language, wall.at) })}
    </strong>
  );
}

interface FigureProps { name: string; value: string; beside?: string; tone?: 'wait' | 'danger' | null }

const Figure = ({ name, value, beside, tone }: FigureProps) => (
  <div className="wall-figure" data-tone={tone ?? undefined}>
    <dt>{name}</dt>
    <dd>
      <strong>{value}</strong>
      {beside && <span>{beside}</span>}
    </dd>
  </div>
);

function Longest({ since }: { since: string | null }) {
  const text = useText();
  const words = useTicking((now) => (since ? duration(text, Math.max(0, now - Date.parse(since))) : text('live.nobody')));
  const long = useTicking((now) => (since && now - Date.parse(since) > LONG ? 'long' : '')) !== '';
  return <Figure name={text('live.longest')} value={words} tone={long ? 'danger' : null} />;
}

function QueuesTable({ queues }: { queues: readonly WallQueue[] }) {
  const text = useText();
  const language = useLanguage();
  if (queues.length === 0) return <p className="empty">{text('live.quiet')}</p>;
  return (
    <div className="wide-table" tabIndex={0} role="group" aria-label={text('live.queues')}>
      <table className="wall-queues">
        <caption className="hidden">{text('live.queues')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('figures.by.queue')}</th>
            <th scope="col">{text('live.open')}</th>
            <th scope="col">{text('live.waiting')}</th>
            <th scope="col">{text('live.longest')}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.id ?? ''}>
              <th scope="row">
                <bdi>{(language === 'en' ? queue.name_en : queue.name_zh) ?? text('figures.without.queue')}</bdi>
              </th>
              <td>{text('number', { value: queue.open })}</td>
              <td>{text('number', { value: queue.waiting })}</td>
              <td>{queue.waiting_since ? <Since at={queue.waiting_since} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Since({ at }: { at: string }) {
  const text = useText();
  return <>{useTicking((now) => duration(text, Math.max(0, now - Date.parse(at))))}</>;
}
