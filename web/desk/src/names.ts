// How people are called on screen.
import type { Author, Conversation } from '@ombud/shared/api';
import type { Text } from './text';

type Customer = Conversation['customer'];

const NAMELESS = { visitor: 'customer.visitor', correspondent: 'customer.correspondent', user: 'customer.nameless', account: 'customer.nameless' } as const;

/** Not everybody has a name: four characters of the id tell two of them apart. */
export const customerName = (text: Text, { id, kind, name }: Customer): string =>
  name ?? text(NAMELESS[kind], { code: id.slice(-4).toUpperCase() });

/** The platform, or an account here, says who it is. */
export const isProven = ({ kind }: Customer): boolean => kind === 'user' || kind === 'account';

export function authorName(text: Text, author: Author, customer: Customer): string {
  if (author.kind === 'customer') return author.name ?? customerName(text, customer);
  return author.name ?? text(author.kind === 'agent' ? 'author.agent' : 'author.system');
}

/** Two letters, or one Chinese character: the given name's where it can be told. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = Array.from(words[0] ?? '');
  if (/\p{Script=Han}/u.test(name)) return first.at(-1) ?? '';
  return ((first[0] ?? '') + (words.length > 1 ? (Array.from(words.at(-1)!)[0] ?? '') : '')).toUpperCase();
}

const TINTS = 6;

/** The same person has the same tint everywhere. */
export function tint(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
  return sum % TINTS;
}
