// The log of one conversation as it is read: order, days, groups, and what stands in a body.
import type { Conversation, Entry, Letter, Removed } from '@ombud/shared/api';
import { dayOf } from '@ombud/ui/time';

const GROUP_WITHIN = 5 * 60_000;

/** Both lists as one, ascending, each seq once. */
export function joined(entries: readonly Entry[], more: readonly Entry[]): readonly Entry[] {
  if (more.length === 0) return entries;
  const last = entries.at(-1)?.seq ?? 0;
  if (more.every((entry, index) => entry.seq === last + 1 + index)) return [...entries, ...more];
  const all = new Map([...entries, ...more].map((entry) => [entry.seq, entry]));
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

export type Line =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'event'; key: string; entry: Entry }
  | { type: 'said'; key: string; entry: Entry; leads: boolean };

/** What the program notes is something that happened. */
const isSaid = ({ kind, author }: Entry) => kind === 'message' || kind === 'intake' || (kind === 'note' && author.kind !== 'system');

export const letterOf = (entry: Entry): Letter | null =>
  entry.kind === 'message' && entry.data && 'letter' in entry.data ? entry.data.letter : null;

/** Whether an answer goes out as a letter: to who only writes letters, or wrote the last one. */
export const isByMail = ({ customer }: Conversation, entries: readonly Entry[]): boolean => {
  if (customer.kind === 'correspondent') return true;
  const last = entries.findLast(({ author }) => author.kind === 'customer');
  return last !== undefined && letterOf(last) !== null;
};

function continues(before: Entry | undefined, entry: Entry): boolean {
  return (
    before !== undefined &&
    isSaid(before) &&
    before.kind === entry.kind &&
    before.author.kind === entry.author.kind &&
    before.author.id === entry.author.id &&
    Date.parse(entry.posted_at) - Date.parse(before.posted_at) < GROUP_WITHIN
  );
}

/** What is drawn, line by line. `seen`: up to here the reader had read when they came; null draws no mark. */
export function lines(entries: readonly Entry[], seen: number | null): Line[] {
  const result: Line[] = [];
  let marked = seen === null;
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    const newDay = before === undefined || dayOf(before.posted_at) !== dayOf(entry.posted_at);
    if (newDay) result.push({ type: 'day', key: 'day' + entry.seq, at: entry.posted_at });
    const unread = !marked && entry.seq > seen! && entry.author.kind === 'customer';
    if (unread) marked = true;
    // Where everything is new the mark would say nothing.
    if (unread && entry.seq > 1) {
      result.push({ type: 'unread', key: 'unread' });
    }
    const key = entry.client_id || String(entry.seq);
    if (isSaid(entry)) result.push({ type: 'said', key, entry, leads: newDay || unread || !continues(before, entry) });
    else result.push({ type: 'event', key, entry });
  });
  return result;
}

export type Piece = { type: 'text'; text: string } | { type: 'code'; text: string } | { type: 'removed'; kind: string };

/** Addresses and transaction ids: long, unbroken, letters and digits mixed. */
const CODE = /(?<![\p{L}\p{N}_/.-])(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{26,128}(?![\p{L}\p{N}_/.-])/u;
/** What looks like one inside a link belongs to the link. */
const LINK_OR_CODE = new RegExp(`https?://\\S+|(${CODE.source})`, 'gu');

function withCodes(text: string): Piece[] {
  const result: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(LINK_OR_CODE)) {
    if (!found[1]) continue;
    if (found.index > from) result.push({ type: 'text', text: text.slice(from, found.index) });
    result.push({ type: 'code', text: found[0] });
    from = found.index + found[0].length;
  }
  if (from < text.length) result.push({ type: 'text', text: text.slice(from) });
  return result;
}

/** A body with the places of removed secrets taken out; `at` counts code points. */
export function pieces(body: string, removed: readonly Removed[]): Piece[] {
  const points = Array.from(body);
  const result: Piece[] = [];
  let from = 0;
  for (const { kind, at } of [...removed].sort((a, b) => a.at - b.at)) {
    const marker = `[removed:${kind}]`;
    if (at < from || points.slice(at, at + marker.length).join('') !== marker) continue;
    result.push(...withCodes(points.slice(from, at).join('')), { type: 'removed', kind });
    from = at + marker.length;
  }
  result.push(...withCodes(points.slice(from).join('')));
  return result;
}

/** The first answer that somebody else gave the customer after `answering`. */
export function answeredAfter(entries: readonly Entry[], answering: number, me: string): Entry | undefined {
  return entries.find(
    (entry) =>
      entry.seq > answering && entry.kind === 'message' && entry.author.kind === 'agent' && entry.author.id !== me,
  );
}
