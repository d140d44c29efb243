// A text as the rules read it: full-width and decorated letters become plain ones, invisible characters go, every space is a space.

/** Stands in for each character of what was found, and of a marker that the server left: no word, and no part of any context. */
export const MASK = '\ue000';

/** The spans are in order and do not overlap. */
export function masked(text: string, spans: { begin: number; end: number }[]): string {
  let out = '';
  for (const { begin, end } of spans) out += text.slice(out.length, begin) + MASK.repeat(end - begin);
  return out + text.slice(out.length);
}

export interface PlainText {
  text: string;
  /** Where in the original the characters from one place of the plain text up to another stand. */
  original: (begin: number, end: number) => [number, number];
}

// Marks and letters that form one character with what stands before them; longer chains are no writing.
const CLUSTER = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f]{0,8}/gu;
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;
// Marks, invisible and decorated characters: most texts have none and are read as they stand. The same as plain_text.cpp looks for.
const ODD =
  /[\u0300-\u036f]|[\u3099-\u309a]|[\u00a0\u00ad\u061c\u1100-\u11ff\u1780-\u17bf\u1800-\u183f\u2000-\u200f\u2028-\u202f\u205f-\u207f\u2440-\u24ff\u3000\u3140-\u317f\uf900-\ufe0f\ufe40-\uff00\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61-\uffbf\u{1d000}-\u{1dfff}\u{1f100}-\u{1f1ff}\u{c0000}-\u{fffff}]/u;

function spelling(cluster: string): string {
  if (/^[\0-\x7f\u4e00-\u9fff\uac00-\ud7a3]$/.test(cluster)) return cluster;
  if (cluster === '\u2028' || cluster === '\u2029') return '\n';
  return INVISIBLE.test(cluster) ? '' : cluster.normalize('NFKC');
}

export function plainText(original: string): PlainText {
  if (!ODD.test(original)) return { text: original, original: (begin, end) => [begin, end] };
  let text = '';
  const begins: number[] = [];
  const ends: number[] = [];
  for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
    const spelled = spelling(cluster);
    for (let i = 0; i < spelled.length; ++i) {
      const kept = spelled === cluster;
      begins.push(kept ? index + i : index);
      ends.push(kept ? index + i + 1 : index + cluster.length);
    }
    text += spelled;
  }
  return { text, original: (begin, end) => [begins[begin]!, ends[end - 1]!] };
}
