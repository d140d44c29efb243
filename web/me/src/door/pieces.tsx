// What several pages before the door draw with: moments, steps of something under way, a look that repeats itself.
import { useEffect, useState, type ReactNode } from 'react';
import { Check } from 'lucide-react';
import { Problem, type Timestamp } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { exactTime, useTicking } from '@ombud/ui/time';
import { Waiting } from '@ombud/ui/waiting';
import { exact, relative } from '../when';
import { problemText, useText } from './text';

/** A time, exact and relative: "14:05, in 3 h". */
export function When({ at }: { at: Timestamp }) {
  const text = useText();
  const language = useLanguage();
  const shown = useTicking((now) => text('when.both', { exact: exact(language, at, now), relative: relative(language, at, now) }));
  return (
    <time dateTime={at} title={exactTime(language, at)}>
      {shown}
    </time>
  );
}

export interface Step {
  state: 'done' | 'now' | 'next' | 'failed';
  title: string;
  detail?: ReactNode;
}

/** The stages of something that takes its time. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const text = useText();
  return (
    <ol className="steps">
      {steps.map(({ state, title, detail }) => (
        <li key={title} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span className="step-mark" aria-hidden="true">
            {state === 'done' && <Check size={14} />}
          </span>
          <span className="step-words">
            <strong>
              {title}
              {state === 'done' && <span className="hidden"> ({text('steps.done')})</span>}
            </strong>
            {detail && <span>{detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

export interface Looked<T> {
  value: T | null;
  error: unknown;
  /** Looks now. */
  again: () => void;
}

/** Looks again and again while the page is seen; `every` says how soon, 0 when it is over. What was seen stays when a look fails. */
export function useLooking<T>(look: () => Promise<T>, every: (value: T | null) => number, key: string): Looked<T> {
  const [seen, setSeen] = useState<{ key: string; value: T | null; error: unknown }>({ key, value: null, error: null });
  const [round, setRound] = useState(0);
  const now = seen.key === key ? seen : { key, value: null, error: null };
  useEffect(() => {
    let here = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      let pause = every(null);
      try {
        const value = await look();
        if (!here) return;
        setSeen({ key, value, error: null });
        pause = every(value);
      } catch (error) {
        if (!here) return;
        setSeen((before) => ({ key, value: before.key === key ? before.value : null, error }));
        if (!(error instanceof Problem) || !error.passing) return;
      }
      if (pause > 0) timer = setTimeout(() => void ask(), pause);
    };
    void ask();
    return () => {
      here = false;
      clearTimeout(timer);
    };
    // `look` and `every` are new on every drawing and the same in meaning while the key is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);
  return { value: now.value, error: now.error, again: () => setRound(round + 1) };
}

/** Where nothing was seen yet: that it is on its way, or why not. */
export function NotYet({ error }: { error: unknown }) {
  const text = useText();
  if (!error) return <Waiting />;
  const unknown = error instanceof Problem && error.code === 'ticket.expired';
  return (
    <p className="notice" data-tone="danger" role="alert">
      {unknown ? text('tracking.unknown') : problemText(text, error)}
    </p>
  );
}

export function LinkButton({ href, kind = 'primary', children }: { href: string; kind?: 'primary' | 'plain' | 'danger'; children: string }) {
  return (
    <a className="button" data-kind={kind} href={href}>
      <span className="label">{children}</span>
    </a>
  );
}
