// Business hours, service levels and the clocks of a conversation, as types and calls.
import type { Http, Id, Priority, Timestamp } from './api';
import type { Conditions } from './work';

const v1 = '/api/v1/service-levels';

export const CLOCK_KINDS = ['first_answer', 'next_answer', 'resolution'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** On one day of the week: Monday is 1; minutes from local midnight, 1440 at its end. */
export interface OpenSpan { day: number; opens: number; closes: number }
/** `date`: 2026-10-01. */
export interface Holiday { date: string; name: string; yearly: boolean }
export interface CalendarWords {
  name_en: string;
  name_zh: string;
  zone: string;
  hours: OpenSpan[];
  holidays: Holiday[];
}
export interface Calendar extends CalendarWords { id: Id; changed_at: Timestamp }

/** Minutes of business time; null: nothing is promised. */
export type Targets = Record<ClockKind, number | null>;
export interface PolicyWords {
  name_en: string;
  name_zh: string;
  calendar_id: Id;
  conditions: Conditions;
  targets: Targets;
  /** What differs; null in it: as for the others. */
  by_priority: Record<Priority, Targets | null>;
  /** Of the target, used up. */
  warn_percent: number;
  /** Minutes of it, if that comes sooner. */
  warn_left: number | null;
}
export interface Policy extends PolicyWords { id: Id; position: number; changed_at: Timestamp }
export interface ServiceSettings { calendars: Calendar[]; policies: Policy[] }

export const readServiceLevels = (http: Http) => http.call<ServiceSettings>('GET', v1);
export const addCalendar = (http: Http, words: CalendarWords) => http.call<Calendar>('POST', v1 + '/calendars', words);
export const changeCalendar = (http: Http, id: Id, words: CalendarWords) => http.call<Calendar>('PUT', v1 + '/calendars/' + id, words);
export const removeCalendar = (http: Http, id: Id) => http.call<void>('DELETE', v1 + '/calendars/' + id);
export const addPolicy = (http: Http, words: PolicyWords) => http.call<Policy>('POST', v1 + '/policies', words);
export const changePolicy = (http: Http, id: Id, words: PolicyWords) => http.call<Policy>('PUT', v1 + '/policies/' + id, words);
export const removePolicy = (http: Http, id: Id) => http.call<void>('DELETE', v1 + '/policies/' + id);
export const orderPolicies = (http: Http, policies: Id[]) => http.call<ServiceSettings>('PUT', v1 + '/policies', { policies });
/** null: it never opens. */
export const tryCalendar = (http: Http, calendar: CalendarWords, from: Timestamp, minutes: number, signal?: AbortSignal) =>
  http.call<{ due_at: Timestamp | null }>('POST', v1 + '/trial', { calendar, from, minutes }, signal);

export type ClockState = 'running' | 'paused' | 'met' | 'breached';
export interface ShownClock {
  kind: ClockKind;
  state: ClockState;
  paused_by: 'customer' | 'snooze' | 'incident' | null;
  started_at: Timestamp;
  target: number | null;
  /** Of business time; below zero: over. */
  left_seconds: number | null;
  due_at: Timestamp | null;
  warned_at: Timestamp | null;
  breached_at: Timestamp | null;
  ended_at: Timestamp | null;
}
export interface ConversationClocks {
  policy: { id: Id; name_en: string; name_zh: string } | null;
  calendar_en: string | null;
  calendar_zh: string | null;
  zone: string | null;
  clocks: ShownClock[];
}
export const readClocks = (http: Http, conversation: Id) =>
  http.call<ConversationClocks>('GET', '/api/v1/conversations/' + conversation + '/clocks');

/** The program notes: a clock is due soon, or it was due. */
export interface ClockData {
  clock: {
    event: 'warning' | 'breach';
    kind: ClockKind;
    due_at: Timestamp;
    target: number;
    /** It was over already when it was noted. */
    ended: boolean;
    policy?: { id: Id; name_en: string; name_zh: string };
  };
}
