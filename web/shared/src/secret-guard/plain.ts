// A text as the rules read it: full-width and decorated letters become plain ones, invisible characters go, every space is a space.

export interface PlainText {
  text: string;
  /** Where in the original the characters from one place of the plain text up to another stand. */
  original: (begin: number, end: number) => [number, number];
}

// Marks and letters that form one character with what stands before them; longer chains are no writing.
const CLUSTER = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f]{0,8}/gu;
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;
// Han, Hangul, Cyrillic and everyday Latin: most texts are plain already.
const PLAIN = /^[\0-\x7f\u00ac\u00b7\u00c0-\u0131\u0400-\u0481\u2013-\u2022\u3001-\u3020\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff\uac00-\ud7a3\uff0c\uff1a]*$/;

function spelling(cluster: string): string {
  if (/^[\0-\x7f\u4e00-\u9fff\uac00-\ud7a3]$/.test(cluster)) return cluster;
  if (cluster === '\u2028' || cluster === '\u2029') return '\n';
  return INVISIBLE.test(cluster) ? '' : cluster.normalize('NFKC');
}

export function plainText(original: string): PlainText {
  if (PLAIN.test(original)) return { text: original, original: (begin, end) => [begin, end] };
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
