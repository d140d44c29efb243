// What people take, as the screens reckon with it.
import { CAPACITY_AT_MOST, CHANNELS, type Amounts, type RoutedPerson } from '@ombud/shared/routing';

/** With it or without it, the others as they were. */
export const toggled = <T>(all: readonly T[], one: T, on: boolean): T[] => (on ? [...all.filter((each) => each !== one), one] : all.filter((each) => each !== one));

export type Standing = 'taking' | 'full' | 'away' | 'offline';

/** Whether they would be given something now. */
export function standingOf({ online, availability, load, capacity }: RoutedPerson): Standing {
  if (!online) return 'offline';
  if (availability === 'away') return 'away';
  return CHANNELS.every((channel) => load[channel] >= capacity[channel]) ? 'full' : 'taking';
}

const ORDER: Record<Standing, number> = { taking: 0, full: 1, away: 2, offline: 3 };

/** Who takes something first, then by name. */
export const inOrder = (people: readonly RoutedPerson[]): RoutedPerson[] =>
  [...people].sort((a, b) => ORDER[standingOf(a)] - ORDER[standingOf(b)] || a.name.localeCompare(b.name));

/** A number as it was typed; null where it is none that the desk takes. */
export function amountOf(typed: string): number | null {
  if (!/^\d{1,3}$/.test(typed.trim())) return null;
  const amount = Number(typed);
  return amount <= CAPACITY_AT_MOST ? amount : null;
}

export type TypedAmounts = Record<keyof Amounts, string>;
export const typedOf = ({ chat, email, form }: Amounts): TypedAmounts => ({ chat: String(chat), email: String(email), form: String(form) });

/** null: one of them is no number. */
export function amountsOf(typed: TypedAmounts): Amounts | null {
  const [chat, email, form] = CHANNELS.map((channel) => amountOf(typed[channel]));
  return chat == null || email == null || form == null ? null : { chat, email, form };
}
