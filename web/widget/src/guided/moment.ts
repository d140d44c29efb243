// A time as a promise: exact and relative at once, never told shorter than it is.
import type { Language, Timestamp } from '@ombud/shared/api';
import { clock, dayName, sameDay } from '../chat/when';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Two clocks differ a little: 24 hours that begin now are not told as 25. */
const SLACK = 10_000;

export function exact(at: Timestamp, language: Language, now: number): string {
  const time = clock(at, language);
  return sameDay(at, new Date(now).toISOString()) ? time : `${dayName(at, language, new Date(now))} ${time}`;
}

export function relative(at: Timestamp, language: Language, now: number): string {
  const distance = Date.parse(at) - now;
  const size = Math.abs(distance);
  const [unit, length] = size < HOUR ? (['minute', MINUTE] as const) : size < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  const count = distance < 0 ? -Math.floor(size / length) : Math.max(0, Math.ceil((size - SLACK) / length));
  return count ? new Intl.RelativeTimeFormat(language).format(count, unit)
    : new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
}
