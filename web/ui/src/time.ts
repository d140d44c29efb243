// Times as people say them, and the one clock that makes waiting times tick.
import { useSyncExternalStore } from 'react';
import type { Language, Timestamp } from '@ombud/shared/api';
import type { SharedText } from './text';

const DAY = 86_400_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of [...watchers]) each();
  }, 1000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A text that depends on the time; draws anew only when the text is another one. */
export const useTicking = (say: (now: number) => string): string => useSyncExternalStore(watch, () => say(now));

/** How long, in the largest unit that fits. */
export function duration(text: SharedText, milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return text('duration.moment');
  if (minutes < 60) return text('duration.minutes', { count: minutes });
  if (minutes < 48 * 60) return text('duration.hours', { count: Math.floor(minutes / 60) });
  return text('duration.days', { count: Math.floor(minutes / 1440) });
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + name;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known;
}

const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
const daysAgo = (time: number, today: number) => Math.round((midnight(today) - midnight(time)) / DAY);

export const clockTime = (language: Language, at: Timestamp): string =>
  format(language, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(at));

export const exactTime = (language: Language, at: Timestamp): string =>
  format(language, 'exact', { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' })
    .format(Date.parse(at));

export const dateAndTime = (language: Language, at: Timestamp): string =>
  format(language, 'date', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(Date.parse(at));

/** For a list: the time of day today, the date before. */
export function shortTime(language: Language, at: Timestamp, today: number): string {
  const time = Date.parse(at);
  if (daysAgo(time, today) === 0) return clockTime(language, at);
  return format(language, 'short', { month: 'short', day: 'numeric' }).format(time);
}

/** For a day's heading: today, yesterday, else the date. */
export function dayName(language: Language, at: Timestamp, today: number): string {
  const time = Date.parse(at);
  const ago = daysAgo(time, today);
  if (ago === 0 || ago === 1) {
    const name = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-ago, 'day');
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  }
  const sameYear = new Date(time).getFullYear() === new Date(today).getFullYear();
  return format(language, sameYear ? 'day' : 'dayYear', {
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time);
}

export const dayOf = (at: Timestamp): number => midnight(Date.parse(at));
