// What the desk says of a complaint: how long there is, which acts it is the turn for, and what a correction changed.
import type { Language } from '@ombud/shared/api';
import { LONGEST_TEXT } from '@ombud/shared/complaints';
import type { ChangedDetails, Complaint, ComplaintDocument, ComplaintStep, Details, Due, Point, Representative, Stage, StepKind, TakenKind } from '@ombud/shared/complaints';

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
  const { stage, points } = complaint;
  const acts: Act[] = [];
  if (stage === 'received') acts.push('acknowledged');
  if (stage === 'acknowledged') acts.push('decided');
  if (stage === 'admissible') acts.push('investigated');
  if (stage === 'investigated') acts.push(...(points.length > 0 && points.every(isAnswered) ? (['answered', 'points', 'investigated'] as const) : (['points', 'investigated'] as const)));
  if (stage === 'admissible') acts.push('points');
  if (isOpen(stage)) acts.push('extended');
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

export const DETAIL_LINES = ['name', 'client_reference', 'address', 'phone', 'email', 'service_reference', 'written_in', 'subject', 'event_dates'] as const;
/** Ways to reach people: masked, and shown for a purpose only. */
export const CONTACTS = ['address', 'phone', 'email'] as const;
export const DETAIL_TEXTS = ['description', 'damage', 'comments'] as const;
export type DetailField = (typeof DETAIL_LINES)[number] | (typeof DETAIL_TEXTS)[number];

export const REPRESENTATIVE_LINES = ['name', ...CONTACTS] as const;
/** A representative and documents as they are typed and ticked. */
export interface TypedRest { representative: Record<(typeof REPRESENTATIVE_LINES)[number], string>; power: readonly string[]; documents: readonly string[] }
export const restOf = ({ representative, documents }: Pick<Details, 'representative' | 'documents'>): TypedRest => ({
  representative: { name: representative?.name ?? '', address: representative?.address ?? '', phone: representative?.phone ?? '', email: representative?.email ?? '' },
  power: representative?.power.map(({ id }) => id) ?? [],
  documents: documents.map(({ id }) => id),
});

const same = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((id) => other.includes(id));

/** What was typed differs from what is there: only that is sent. */
export function changed(details: Details, typed: Record<DetailField, string>, rest: TypedRest, files: readonly ComplaintDocument[]): ChangedDetails {
  const out: ChangedDetails = {};
  for (const field of [...DETAIL_LINES, ...DETAIL_TEXTS]) if ((details[field] ?? '') !== typed[field]) out[field] = typed[field];
  const named = (ids: readonly string[]) => files.filter(({ id }) => ids.includes(id));
  const before = restOf(details);
  const representative: Partial<Representative> = {};
  for (const field of REPRESENTATIVE_LINES) if (before.representative[field] !== rest.representative[field]) representative[field] = rest.representative[field];
  if (!same(before.power, rest.power)) representative.power = named(rest.power);
  if (Object.keys(representative).length > 0) out.representative = representative;
  if (!same(before.documents, rest.documents)) out.documents = named(rest.documents);
  return out;
}

/** What a message says, over both fields that hold long texts where one is too short: nothing of it is cut away. */
export function inFields(body: string): { description: string; comments: string } {
  if (body.length <= LONGEST_TEXT) return { description: body, comments: '' };
  const end = Math.max(body.lastIndexOf('\n', LONGEST_TEXT), body.lastIndexOf(' ', LONGEST_TEXT), body.lastIndexOf('。', LONGEST_TEXT - 1) + 1, LONGEST_TEXT / 2);
  return { description: body.slice(0, end), comments: body.slice(end).trimStart() };
}

/** Files of a conversation that a complaint can name: those of its entries, and those that it names already. */
export function filesOf(entries: readonly { attachments: readonly ComplaintDocument[] }[], details: Details | null): ComplaintDocument[] {
  const all = [...(details?.documents ?? []), ...(details?.representative?.power ?? []), ...entries.flatMap(({ attachments }) => attachments)];
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}

/** Which details a correction changed. */
export function changedNames({ data, words }: ComplaintStep, after: Details | null): string[] {
  if (data.changed) return data.changed;
  const before = words?.before;
  if (!before || Array.isArray(before)) return [];
  return [...DETAIL_LINES, ...DETAIL_TEXTS].filter((field) => (before[field] ?? '') !== (after?.[field] ?? ''));
}

export const isLetter = (kind: StepKind): boolean => kind !== 'registered' && kind !== 'corrected' && kind !== 'investigated' && kind !== 'points';
