// The browser's half of the secret guard: warns of what must never be sent. The server decides, and takes out what passes here.
import { Effort, Exhausted, readsWholeText, Scene, secretsIn, type Span } from './checks';
import { findPhrases } from './phrases';
import { MASK, masked, plainText } from './plain';
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
  /** Its lengths when it is split. */
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

function findPattern(scene: Scene, { kind, match, check }: Pattern, out: Finding[]): void {
  for (const { 0: all, 1: group, index } of scene.text.matchAll(match)) {
    const end = index + all.length; // where there is a group, it ends the match
    const value = group ?? all;
    for (const span of secretsIn(check, scene, { begin: end - value.length, end }, value)) out.push({ kind, ...span });
    if (readsWholeText(check)) return;
  }
}

// Only what a chat window, a quote or a person's neat grouping puts inside a key.
const SPLITS_A_KEY = /^[ \t\r\n"'`>|+\\-]{0,6}$/;
const SMALLEST_CHUNK = 4; // but for the last: nobody breaks a key into smaller ones
const brokenLengths = [...new Set(patterns.flatMap(({ broken }) => broken))].sort((a, b) => a - b);
const breakable = brokenLengths.map((length) => ({ length, candidates: patterns.filter(({ broken }) => broken.includes(length)) }));

/** Keys that were split by spaces or line breaks: chunks are put together as long as some key is. */
function findBrokenKeys(scene: Scene, out: Finding[]): void {
  const { text } = scene;
  const chunks: Span[] = Array.from(text.matchAll(/[a-z\d]+/gi), ({ 0: chunk, index }) => ({ begin: index, end: index + chunk.length }));
  const joined = text.replace(/[^a-z\d]+/gi, '');
  const endingAt = new Int32Array(joined.length + 1); // chunks, by their ends in `joined`
  let sum = 0;
  chunks.forEach(({ begin, end }, i) => (endingAt[(sum += end - begin)] = i));
  const together = chunks.map((_, i) => i); // the last chunk that may belong to the key which begins with this one
  for (let i = chunks.length - 2; i >= 0; --i) {
    const { begin, end } = chunks[i]!;
    if (end - begin >= SMALLEST_CHUNK && SPLITS_A_KEY.test(text.slice(end, chunks[i + 1]!.begin))) together[i] = together[i + 1]!;
  }
  const findFrom = (first: number, at: number): number => {
    for (const { length, candidates } of breakable) {
      const last = endingAt[at + length] ?? 0;
      if (last <= first || last > together[first]!) continue;
      const span = { begin: chunks[first]!.begin, end: chunks[last]!.end };
      const value = joined.slice(at, at + length);
      for (const { kind, whole, check } of candidates) {
        const spans = whole.test(value) ? secretsIn(check, scene, span, value) : [];
        for (const found of spans) out.push({ kind, ...found });
        if (spans.length > 0) return last;
      }
    }
    return first;
  };
  let at = 0; // of a chunk in `joined`
  for (let i = 0; i < chunks.length; ) {
    const last = findFrom(i, at);
    for (; i <= last; ++i) at += chunks[i]!.end - chunks[i]!.begin;
  }
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

/** What was found before the text became too costly. */
async function asFarAsItGoes(find: () => Promise<void>): Promise<void> {
  try {
    await find();
  } catch (reason) {
    if (!(reason instanceof Exhausted)) throw reason;
  }
}

/** Of a text without marks and decorations. */
async function findIn(text: string, [forPhrases, forPatterns]: [Effort, Effort]): Promise<Finding[]> {
  const out: Finding[] = [];
  await asFarAsItGoes(() => findPhrases(text, forPhrases, (span) => out.push({ kind: 'recovery_phrase', ...span })));
  await asFarAsItGoes(async () => {
    const scene = new Scene(text, forPatterns);
    for (const pattern of patterns) findPattern(scene, pattern, out);
    findBrokenKeys(scene, out);
    for (const span of await scene.pairs()) out.push({ kind: 'private_key', ...span });
  });
  return merged(out);
}

export async function findSecrets(original: string): Promise<Found[]> {
  const plain = plainText(original);
  const effort: [Effort, Effort] = [new Effort(), new Effort()];
  const out: Finding[] = [];
  // What was found may have been the context that spoke against another value: look twice.
  let text = plain.text.replace(/\[removed:[^\]]{0,31}\]/g, ({ length }) => MASK.repeat(length));
  for (let pass = 0; pass < 2; ++pass) {
    const found = await findIn(text, effort);
    if (found.length === 0) break;
    text = masked(text, found);
    out.push(...found);
  }
  return merged(out).map(({ kind, begin, end }) => {
    const [start, stop] = plain.original(begin, end);
    return { kind, start, end: stop };
  });
}
