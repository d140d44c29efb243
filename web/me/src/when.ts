// Times as promises: exact and relative at once, honest about how far away they are.
import type { Language, Timestamp } from '@ombud/shared/api';
import { clockTime, dateAndTime } from '@ombud/ui/time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Clocks differ, and ours ticks by seconds: a span of 24 hours that begins now is not told as 25. */
const SLACK = 10_000;

/** "in 3 hours", "5 minutes ago": rounded away from now, so that no waiting is told shorter than it is. */
export function relative(language: Language, at: Timestamp, now: number): string {
  const distance = Date.parse(at) - now;
  const size = Math.abs(distance);
  const [unit, length] = size < HOUR ? (['minute', MINUTE] as const) : size < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  const count = distance < 0 ? -Math.floor(size / length) : Math.max(0, Math.ceil((size - SLACK) / length));
  // "now" rather than "this minute".
  if (count === 0) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
  return new Intl.RelativeTimeFormat(language).format(count, unit);
}

/** The time of day alone where the day is clear. */
export function exact(language: Language, at: Timestamp, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString();
  return today ? clockTime(language, at) : dateAndTime(language, at);
}
