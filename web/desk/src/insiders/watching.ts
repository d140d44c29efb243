// What supervisors watch, put in order: who used most of their budget, and how near that is to its end.
import type { Alarm, WatchedPerson } from '@ombud/shared/insiders';

export type Tone = 'good' | 'wait' | 'danger';

export const toneOf = (used: number, alert: number, stop: number): Tone => (used >= stop ? 'danger' : used >= alert ? 'wait' : 'good');

/** 0 to 1. */
export const shareOf = (used: number, stop: number): number => (stop <= 0 ? (used > 0 ? 1 : 0) : Math.min(1, used / stop));

const worst = ({ customers, customers_stop, reveals, reveals_stop }: WatchedPerson): number =>
  Math.max(shareOf(customers, customers_stop), shareOf(reveals, reveals_stop));

/** Who is nearest to their end stands first. While somebody points at the list (`held`) those in it keep their places: nothing moves away under a hand. */
export function inOrder(people: readonly WatchedPerson[], before: readonly string[], held: boolean): WatchedPerson[] {
  const ranked = [...people].sort((a, b) => worst(b) - worst(a) || b.customers + b.reveals - (a.customers + a.reveals) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  if (!held) return ranked;
  const place = new Map(before.map((id, index) => [id, index]));
  const known = ranked.filter(({ id }) => place.has(id)).sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  return [...known, ...ranked.filter(({ id }) => !place.has(id))];
}

/** What nobody has looked into, newest first, and what somebody has. */
export function inTwo(alarms: readonly Alarm[]): { open: Alarm[]; handled: Alarm[] } {
  const newest = [...alarms].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { open: newest.filter(({ handled_at }) => handled_at === null), handled: newest.filter(({ handled_at }) => handled_at !== null) };
}

/** A whole number that somebody typed; null where it is none, or out of range. */
export function wholeNumber(typed: string, least: number, most: number): number | null {
  const words = typed.trim();
  if (!/^\d{1,9}$/.test(words)) return null;
  const value = Number(words);
  return value >= least && value <= most ? value : null;
}
