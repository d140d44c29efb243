// The rules as data: the server's own content/safety/rules.json, its shorthand spelled out as src/safety/rules.cpp does it.
import shipped from '../../../../content/safety/rules.json';
import { Alphabet, Context, type Direction } from './linear';

interface Issuer {
  from: number;
  to: number;
  lengths: number[];
  needs_label?: boolean;
}

interface Rules {
  words: Record<string, string[]>;
  spans: Record<string, string>;
  contexts: Record<string, { before?: string; after?: string; unless?: string }>;
  patterns: { kind: string; match: string; ignore_case?: boolean; check?: string; broken?: number[] }[];
  keystore: string[][];
  cards: { separators: number[][]; issuers: Issuer[] };
  phrases: { lengths: number[]; at_least: number; distinct: number };
  window: number;
}
export const rules: Rules = shipped;

export const wordsOf = (name: string) => rules.words[name] ?? [];

/** "private key" also as "private_key", "privatekey", "private keys". */
function spellWord(word: string): string {
  const spelled = word.replaceAll(' ', '[ _-]{0,2}');
  return /^[\0-\x7f]*$/.test(word) ? spelled + 's?' : spelled;
}

/** Longer words first, so that the leftmost choice is the longest one. */
function anyOf(words: string[]): string {
  return `(?:${[...words].sort((a, b) => b.length - a.length).map(spellWord).join('|')})`;
}

export function spellOut(shorthand: string): string {
  return shorthand.replace(/<(\w+)>/g, (as, name: string) => {
    const words = rules.words[name];
    return rules.spans[name] ?? (words ? anyOf(words) : as);
  });
}

export const alphabet = new Alphabet();

const context = (source: string | undefined, direction: Direction) =>
  source === undefined ? null : new Context(spellOut(source), alphabet, direction);

export const contexts = new Map(
  Object.entries(rules.contexts).map(([name, { before, after, unless }]) => [
    name,
    { before: context(before, 'before'), behind: context(after, 'behind'), unless: context(unless, 'before') },
  ]),
);

export const phraseLabel = new RegExp(spellOut('<phrase>'), 'giu');
export const phraseLeadIn = new RegExp(spellOut('(?:<gap>|<filler>)*'), 'iuy');
