// The browser's half of the secret guard: warns of what must never be sent. The server decides, and takes out what passes here.
import { Effort, readsWholeText, Scene, secretsIn, type Span } from './checks';
import { findPhrases } from './phrases';
import { plainText } from './plain';
import { rules, spellOut } from './rules';

/** In the order of harm: where two findings overlap, the first named wins. */
export const KINDS = [
  'recovery_phrase',
  'private_key',
  'extended_private_key',
  'stellar_seed',
  'xrp_seed',
  'keystore',
  'card_number',
  'identity_number',
  'one_time_code',
  'password',
] as const;
export type SecretKind = (typeof KINDS)[number];

export interface Found {
  kind: SecretKind;
  /** UTF-16 offsets. */
  start: number;
  end: number;
}

interface Finding extends Span {
  kind: SecretKind;
}

interface Pattern {
  kind: SecretKind;
  match: RegExp;
  whole: RegExp;
  check: string;
  broken: number[];
}
const patterns: Pattern[] = rules.patterns.map(({ kind, match, ignore_case, check, broken }) => {
  const source = spellOut(match);
  const flags = ignore_case ? 'iu' : 'u';
  return {
    kind: kind as SecretKind,
    match: new RegExp(source, 'g' + flags),
    whole: new RegExp(`^(?:${source})$`, flags),
    check: check ?? '',
    broken: broken ?? [],
  };
});

async function findPattern(scene: Scene, { kind, match, check }: Pattern, out: Finding[]): Promise<void> {
  for (const { 0: all, 1: group, index } of scene.text.matchAll(match)) {
    const end = index + all.length; // where there is a group, it ends the match
    const value = group ?? all;
    for (const span of await secretsIn(check, scene, { begin: end - value.length, end }, value)) out.push({ kind, ...span });
    if (readsWholeText(check)) return;
  }
}

// Only what a chat window, a quote or a person's neat grouping puts inside a key.
const SPLITS_A_KEY = /^[ \t\r\n"'`>|+\\-]{0,6}$/;
const breakable = patterns.filter(({ broken }) => broken.length > 0);
const brokenLengths = new Set(breakable.flatMap(({ broken }) => broken));
const longest = Math.max(...brokenLengths);

/** Keys that were split by spaces or line breaks: chunks are put together as long as some key is. */
async function findBrokenKeys(scene: Scene, out: Finding[]): Promise<void> {
  const chunks = Array.from(scene.text.matchAll(/[a-z\d]+/gi), ({ 0: text, index }) => ({ begin: index, end: index + text.length }));
  const follows = chunks.map(({ begin }, i) => i > 0 && SPLITS_A_KEY.test(scene.text.slice(chunks[i - 1]!.end, begin)));
  const findFrom = async (first: number): Promise<number | null> => {
    let length = chunks[first]!.end - chunks[first]!.begin;
    for (let last = first + 1; length < longest && follows[last]; ++last) {
      length += chunks[last]!.end - chunks[last]!.begin;
      if (!brokenLengths.has(length)) continue;
      const span = { begin: chunks[first]!.begin, end: chunks[last]!.end };
      const value = scene.text.slice(span.begin, span.end).replace(/[^a-z\d]+/gi, '');
      for (const { kind, whole, check, broken } of breakable) {
        if (!broken.includes(length) || !whole.test(value)) continue;
        const spans = await secretsIn(check, scene, span, value);
        for (const found of spans) out.push({ kind, ...found });
        if (spans.length > 0) return last;
      }
    }
    return null;
  };
  for (let first = 0; first < chunks.length; ++first) first = (await findFrom(first)) ?? first;
}

/** In order of place, without overlaps; the more harmful kind names what two of them share. */
function merged(findings: Finding[]): Finding[] {
  const out: Finding[] = [];
  for (const finding of findings.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const last = out.at(-1);
    if (!last || finding.begin >= last.end) {
      out.push(finding);
      continue;
    }
    last.end = Math.max(last.end, finding.end);
    if (KINDS.indexOf(finding.kind) < KINDS.indexOf(last.kind)) last.kind = finding.kind;
  }
  return out;
}

const PROOFS_PER_TEXT = 2_000;

export async function findSecrets(text: string): Promise<Found[]> {
  const plain = plainText(text);
  const out: Finding[] = [];
  for (const span of await findPhrases(plain.text, new Effort(PROOFS_PER_TEXT))) out.push({ kind: 'recovery_phrase', ...span });
  const scene = new Scene(plain.text, new Effort(PROOFS_PER_TEXT));
  for (const pattern of patterns) await findPattern(scene, pattern, out);
  await findBrokenKeys(scene, out);
  return merged(out).map(({ kind, begin, end }) => {
    const [start, stop] = plain.original(begin, end);
    return { kind, start, end: stop };
  });
}
