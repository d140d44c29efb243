// The hidden mark: who reads, and in which hour, written into the spacing of what they read; a photo of enough text tells it.
import type { Id } from '@ombud/shared/api';

/** The end of the reader's id, which the record of acts shows, too; the hour; a check of both. */
const ID_BITS = 32;
const HOUR_BITS = 16;
const CHECK_BITS = 8;
export const MARK_BITS = ID_BITS + HOUR_BITS + CHECK_BITS;
/** How much wider a gap of 1 is than one of 0, in em: less than what justified text does; `marks.css` says the same. */
export const STEP = 0.06;

const HOUR = 3_600_000;
const BEGAN = Date.parse('2026-01-01T00:00:00Z') / HOUR;
/** Consecutive messages begin at different places of the mark, so that short ones carry all of it together. */
const STRIDE = 23;

const bitsOf = (value: number, count: number): number[] => Array.from({ length: count }, (_, index) => Math.floor(value / 2 ** (count - 1 - index)) % 2);
const numberOf = (bits: readonly number[]): number => bits.reduce((sum, bit) => sum * 2 + bit, 0);

/** CRC-8, polynomial 0x07. */
function check(bits: readonly number[]): number {
  let sum = 0xff;
  for (const bit of bits) {
    const carry = ((sum >> 7) & 1) ^ bit;
    sum = ((sum << 1) & 0xff) ^ (carry ? 0x07 : 0);
  }
  return sum;
}

export const shortReader = (id: Id): string => id.replaceAll('-', '').slice(-ID_BITS / 4).toLowerCase();

export function markOf(reader: Id, now: number): number[] {
  const id = Number.parseInt(shortReader(reader), 16);
  const hour = Math.max(0, Math.floor(now / HOUR - BEGAN)) % 2 ** HOUR_BITS;
  const told = [...bitsOf(Number.isNaN(id) ? 0 : id, ID_BITS), ...bitsOf(hour, HOUR_BITS)];
  return [...told, ...bitsOf(check(told), CHECK_BITS)];
}

/** Which bit of the mark the gap of this number carries, in the message of this `seq`. */
export const placeOf = (seq: number, gap: number): number => (seq * STRIDE + gap) % MARK_BITS;

const HAN = /\p{Script=Han}/u;

export type Spacing = 'plain' | 'words' | 'letters';
export interface Stretch { text: string; spacing: Spacing }

/** Where a text has gaps to write in: a blank between words, and the gap after a Chinese character before another one. */
function gapAt(characters: readonly string[], index: number): 'words' | 'letters' | null {
  const [before = '', here = '', after = ''] = [characters[index - 1], characters[index], characters[index + 1]];
  if (here === ' ') return /\S/u.test(before) && /\S/u.test(after) ? 'words' : null;
  return HAN.test(here) && HAN.test(after) ? 'letters' : null;
}

/** A text in stretches of one spacing each; joined they are the text itself. `from`: the number of gaps of its message before it. */
export function spaced(text: string, mark: readonly number[], seq: number, from = 0): { stretches: Stretch[]; gaps: number } {
  const characters = Array.from(text);
  const stretches: Stretch[] = [];
  let gap = from;
  characters.forEach((character, index) => {
    const kind = gapAt(characters, index);
    const last = stretches.at(-1);
    let spacing: Spacing = 'plain';
    if (kind !== null) spacing = mark[placeOf(seq, gap++)] === 1 ? kind : 'plain';
    // Letters between wide blanks are as they were: fewer pieces, the same look.
    else if (last?.spacing === 'words' && /\S/u.test(character)) spacing = 'words';
    if (last?.spacing === spacing) last.text += character;
    else stretches.push({ text: character, spacing });
  });
  return { stretches, gaps: gap - from };
}

/** A gap as somebody measured it: how much wider than the same gap without a mark, in em. */
export interface Measured { seq: number; gap: number; extra: number }
export interface Reading {
  /** The end of the reader's id. */
  reader: string;
  /** When it was on screen, to the hour. */
  at: Date;
  /** Whether the check fits: else some bits were misread. */
  sure: boolean;
  /** Bits of which nothing was measured. */
  unknown: number;
}

/** The mean of all measurements of each bit; NaN where there is none. */
function means(measured: readonly Measured[]): number[] {
  const sums = Array.from({ length: MARK_BITS }, () => ({ sum: 0, count: 0 }));
  for (const { seq, gap, extra } of measured) {
    const at = sums[placeOf(seq, gap)]!;
    at.sum += extra;
    at.count += 1;
  }
  return sums.map(({ sum, count }) => sum / count);
}

/** Reads the mark from measured gaps. */
export function readMark(measured: readonly Measured[]): Reading {
  const read = means(measured);
  const bits = read.map((mean) => (mean > STEP / 2 ? 1 : 0));
  const hour = numberOf(bits.slice(ID_BITS, ID_BITS + HOUR_BITS));
  const unknown = read.filter(Number.isNaN).length;
  return {
    reader: numberOf(bits.slice(0, ID_BITS)).toString(16).padStart(ID_BITS / 4, '0'),
    at: new Date((BEGAN + hour) * HOUR),
    sure: unknown === 0 && check(bits.slice(0, ID_BITS + HOUR_BITS)) === numberOf(bits.slice(ID_BITS + HOUR_BITS)),
    unknown,
  };
}

/** Which of these people it most likely was, when too little was measured to read it bit by bit; the best first. `fits`: 1 is all of their mark. */
export function likelyReaders(measured: readonly Measured[], people: readonly Id[]): { id: Id; fits: number }[] {
  const read = means(measured).slice(0, ID_BITS);
  const known = read.flatMap((mean, place) => (Number.isNaN(mean) ? [] : [{ place, value: Math.min(1, Math.max(-1, (2 * mean) / STEP - 1)) }]));
  return people
    .map((id) => {
      const bits = bitsOf(Number.parseInt(shortReader(id), 16), ID_BITS);
      const sum = known.reduce((all, { place, value }) => all + value * (bits[place] === 1 ? 1 : -1), 0);
      return { id, fits: known.length === 0 ? 0 : sum / known.length };
    })
    .sort((a, b) => b.fits - a.fits);
}
