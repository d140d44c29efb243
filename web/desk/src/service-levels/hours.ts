// The week as somebody edits it, and what its hours come to in words.
import type { Language } from '@ombud/shared/api';
import type { OpenSpan } from '@ombud/shared/service-levels';
import type { Text } from '../text';

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY = 1440;

/** As inputs of the browser write it: "09:00". An end at 00:00 is the end of the day. */
export interface Typed { from: string; to: string }
/** By day, Monday first. */
export type Week = readonly (readonly Typed[])[];

const two = (value: number) => String(value).padStart(2, '0');
export const clockText = (minutes: number): string => two(Math.floor(minutes / 60)) + ':' + two(minutes % 60);

export function minutesOf(typed: string): number | null {
  const found = /^(\d\d):(\d\d)$/.exec(typed);
  const minutes = found ? Number(found[1]) * 60 + Number(found[2]) : NaN;
  return minutes >= 0 && minutes < DAY && Number(found![2]) < 60 ? minutes : null;
}

export const weekOf = (hours: readonly OpenSpan[]): Week =>
  DAYS.map((day) =>
    hours
      .filter((span) => span.day === day)
      .sort((a, b) => a.opens - b.opens)
      .map(({ opens, closes }) => ({ from: clockText(opens), to: clockText(closes % DAY) })),
  );

export interface Hours {
  spans: OpenSpan[];
  /** Days, Monday is 1, of which something is missing or runs into something else. */
  wrong: number[];
}

/** What ends before it begins goes on on the next day. */
export function hoursOf(week: Week): Hours {
  const spans: OpenSpan[] = [];
  const wrong = new Set<number>();
  week.forEach((day, index) => {
    const here = index + 1;
    for (const { from, to } of day) {
      const opens = minutesOf(from);
      const closes = minutesOf(to);
      if (opens === null || closes === null || (opens === closes && opens !== 0)) wrong.add(here);
      else if (closes > opens) spans.push({ day: here, opens, closes });
      else {
        spans.push({ day: here, opens, closes: DAY });
        if (closes > 0) spans.push({ day: (here % 7) + 1, opens: 0, closes });
      }
    }
  });
  spans.sort((a, b) => a.day - b.day || a.opens - b.opens);
  spans.forEach((span, index) => {
    const before = spans[index - 1];
    if (before?.day === span.day && span.opens < before.closes) wrong.add(span.day);
  });
  return { spans, wrong: [...wrong].sort((a, b) => a - b) };
}

export function dayName(language: Language, day: number, length: 'short' | 'long' = 'short'): string {
  // 5 January 2026 was a Monday.
  return new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + day));
}

const isAlways = (hours: readonly OpenSpan[]) =>
  hours.length === 7 && DAYS.every((day) => hours.some((span) => span.day === day && span.opens === 0 && span.closes === DAY));

/** "Mon – Fri 09:00–18:00; Sat 10:00–14:00": days in a row that are alike stand together. */
export function hoursText(text: Text, language: Language, hours: readonly OpenSpan[]): string {
  if (isAlways(hours)) return text('hours.always');
  const ofDay = (day: number) =>
    hours
      .filter((span) => span.day === day)
      .map(({ opens, closes }) => clockText(opens) + '–' + clockText(closes))
      .join(text('hours.and'));
  const groups: { from: number; to: number; spans: string }[] = [];
  for (const day of DAYS) {
    const spans = ofDay(day);
    const last = groups.at(-1);
    if (last && last.spans === spans && last.to === day - 1) last.to = day;
    else groups.push({ from: day, to: day, spans });
  }
  return groups
    .filter(({ spans }) => spans !== '')
    .map(({ from, to, spans }) => (from === to ? dayName(language, from) : dayName(language, from) + '–' + dayName(language, to)) + ' ' + spans)
    .join(text('hours.then'));
}

/** "1 h 30 min": hours are not made days, for a day of business has fewer. */
export function minutesText(text: Text, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return text('hours.minutes', { count: rest });
  if (rest === 0) return text('hours.hours', { count: hours });
  return text('hours.both', { hours, minutes: rest });
}

export const ZONES: readonly string[] = ['Etc/UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Etc/UTC' && zone !== 'UTC')];

/** "UTC+08:00" at that moment; empty where the browser knows no such zone. */
export function offsetOf(zone: string, now: number): string {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(now);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return name.replace('GMT', 'UTC');
  } catch {
    return '';
  }
}
