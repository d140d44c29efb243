// What the desk says of a complaint: how long there is, which acts it is the turn for, and what a correction changed.
import type { Language } from '@ombud/shared/api';
import type { Complaint, Details, Due, Point, Stage, StepKind, TakenKind } from '@ombud/shared/complaints';

export const TONES: Record<Due, 'good' | 'wait' | 'danger' | 'quiet'> = { in_time: 'good', due_soon: 'wait', late: 'danger', over: 'quiet' };

const DAY = 86_400_000;
/** Whole days until the limit is over; below zero: since then. */
export const daysLeft = (due_at: string, now: number): number => {
  const left = (Date.parse(due_at) - now) / DAY;
  return left > 0 ? Math.ceil(left) : Math.floor(left);
};

/** A day of the calendar in a sentence. */
export const dayText = (language: Language, day: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day + 'T00:00:00Z'));

/** The stages that a complaint passes, and those behind it. */
export const WAY: readonly Stage[] = ['received', 'acknowledged', 'admissible', 'investigated', 'answered', 'closed'];
export function wayOf({ stage, outcome }: Pick<Complaint, 'stage' | 'outcome'>): { stage: Stage; done: boolean; now: boolean }[] {
  const refused = stage === 'inadmissible' || outcome === 'inadmissible';
  const way: readonly Stage[] = refused ? ['received', 'acknowledged', 'inadmissible', 'closed'] : WAY;
  const here = way.indexOf(stage);
  return way.map((each, place) => ({ stage: each, done: place < here || (place === here && each === 'closed'), now: place === here }));
}

export type Act = TakenKind | 'points' | 'corrected';
export const isOpen = (stage: Stage): boolean => stage !== 'inadmissible' && stage !== 'answered' && stage !== 'closed';

/** In the order in which they are offered: the first is what comes next. */
export function actsOf(complaint: Complaint): Act[] {
  const { stage, due, points } = complaint;
  const acts: Act[] = [];
  if (stage === 'received') acts.push('acknowledged');
  if (stage === 'acknowledged') acts.push('decided');
  if (stage === 'admissible') acts.push('investigated');
  if (stage === 'investigated') acts.push(...(points.length > 0 && points.every(isAnswered) ? (['answered', 'points', 'investigated'] as const) : (['points', 'investigated'] as const)));
  if (stage === 'admissible') acts.push('points');
  if (isOpen(stage) && due !== 'late') acts.push('extended');
  if (stage !== 'closed') acts.push('corrected', 'closed');
  return stage === 'answered' || stage === 'inadmissible' ? ['closed', 'corrected'] : acts;
}

export const isAnswered = ({ claim, position, reasons }: Point): boolean => claim.trim() !== '' && position !== null && reasons.trim() !== '';

/** An answer that refuses anything is sent by somebody who wrote none of it; not admissible or withdrawn it is found by another than whoever took it in. */
export function needsAnother({ points, points_by, steps }: Complaint, kind: TakenKind, me: string): boolean {
  if (kind === 'answered') return points.some(({ position }) => position !== 'accepted') && (points_by === me || steps.some((step) => step.kind === 'points' && step.by?.id === me));
  const first = steps.find(({ by }) => by)?.by;
  return !first || first.id === me;
}

export const DETAIL_LINES = ['name', 'client_reference', 'address', 'phone', 'email', 'service_reference', 'subject', 'event_dates'] as const;
export const DETAIL_TEXTS = ['description', 'damage', 'comments'] as const;
export type DetailField = (typeof DETAIL_LINES)[number] | (typeof DETAIL_TEXTS)[number];

/** What was typed differs from what is there: only that is sent. */
export function changed(details: Details, typed: Record<DetailField, string>): Partial<Record<DetailField, string>> {
  const out: Partial<Record<DetailField, string>> = {};
  for (const field of [...DETAIL_LINES, ...DETAIL_TEXTS]) if ((details[field] ?? '') !== typed[field]) out[field] = typed[field];
  return out;
}

export const isLetter = (kind: StepKind): boolean => kind !== 'registered' && kind !== 'corrected' && kind !== 'investigated' && kind !== 'points';
