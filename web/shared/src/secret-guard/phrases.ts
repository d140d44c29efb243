// Finds recovery phrases as src/safety/phrases.cpp does: twelve listed words in a row, and a valid checksum or eight different ones.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Effort, Span } from './checks';
import { phraseLabel, phraseLeadIn, rules, wordsOf } from './rules';
import { reachBefore, reachBehind, windowBehind } from './window';
import { isHan, isLatin, listsFor, readWords, type Word, type WordList } from './words';

const { lengths, at_least, distinct } = rules.phrases;
const common = new Set(wordsOf('common'));
/** No end of a sentence may stand within a phrase, nor anything wider. */
const WIDEST = 6;
const SENTENCE_END = /[。！？；]/;

/** BIP-39: the last bits of the indices are the first bits of SHA-256 over the others. */
function checksumHolds(indices: number[]): boolean {
  const bits = new Uint8Array(33);
  indices.forEach((index, word) => {
    for (let bit = 0; bit < 11; ++bit) {
      const at = word * 11 + bit;
      if ((index >> (10 - bit)) & 1) bits[at >> 3]! |= 0x80 >> (at & 7);
    }
  });
  const entropy = (indices.length * 4) / 3;
  const unused = 8 - indices.length / 3;
  return bits[entropy]! >> unused === sha256(bits.subarray(0, entropy))[0]! >> unused;
}

let segmenter: Intl.Segmenter | undefined;
/** How many characters belong to dictionary words of two or more. */
function charactersInWords(text: string): number {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  let count = 0;
  for (const { segment } of segmenter.segment(text)) if (segment.length > 1) count += segment.length;
  return count;
}

/** Words that stand together. */
interface Group {
  begin: number;
  end: number;
}
interface Run extends Group {
  accepted: boolean;
}

/** Looks for phrases of one list among the words of one text. */
class Search {
  constructor(
    private readonly text: string,
    private readonly words: Word[],
    private readonly list: WordList,
    private readonly effort: Effort,
  ) {}

  separateWords(): Span[] {
    const found = this.runs();
    for (const run of found) run.accepted = this.wholePhrase(run);
    this.acceptNearlyWhole(found);
    this.joinNeighbours(found);
    const out: Span[] = [];
    for (let i = 0; i < found.length; ++i) {
      if (!found[i]!.accepted) continue;
      const { begin } = found[i]!;
      const goesOn = (next: Run | undefined) => next?.accepted && next.begin <= found[i]!.end + 1 && !this.words[found[i]!.end]!.barrier;
      while (goesOn(found[i + 1])) ++i;
      out.push(this.spanOf(begin, found[i]!.end));
    }
    return out;
  }

  /** Chinese without spaces, or in groups: exactly a phrase's length, and its checksum. */
  gluedCharacters(): Span[] {
    const { words, text } = this;
    const groupsInARow: Group[][] = [];
    words.forEach(({ letters, begin, barrier }, i) => {
      if (barrier || !isHan(letters)) return;
      const last = i > 0 && isHan(words[i - 1]!.letters) ? words[i - 1]!.end : -1;
      if (last < 0 || !/^[ \n\r\t]*$/.test(text.slice(last, begin))) groupsInARow.push([]);
      const groups = groupsInARow.at(-1)!;
      if (groups.length === 0 || last !== begin) groups.push({ begin: i, end: i });
      groups.at(-1)!.end = i + 1;
    });
    return groupsInARow.flatMap((groups) => this.tryGroups(groups));
  }

  /** One group alone, a row of groups of one size (the last may be shorter), or all that stand together. */
  private tryGroups(groups: Group[]): Span[] {
    const out: Span[] = [];
    const tryRun = (begin: number, end: number) => {
      if (!lengths.includes(end - begin) || !this.checksumAt(begin, end - begin)) return;
      if (!this.varied(begin, end) || !this.readsLikeProse(begin, end)) out.push(this.spanOf(begin, end));
    };
    groups.forEach(({ begin, end }, first) => {
      const size = end - begin;
      if (size === 1) return; // single characters are separate words
      for (const last of groups.slice(first, first + lengths.at(-1)! / size)) {
        if (last.end - last.begin > size) break;
        tryRun(begin, last.end);
        if (last.end - last.begin < size) break;
      }
    });
    tryRun(groups[0]!.begin, groups.at(-1)!.end);
    return out;
  }

  /** After "助记词是" the phrase may run on from the words before it, and may begin with characters that lead in as well. */
  afterLabel(labelEnd: number, nextLabel: number): Span | null {
    const { words } = this;
    phraseLeadIn.lastIndex = 0;
    const leadIn = phraseLeadIn.exec(windowBehind(this.text, labelEnd, rules.window))?.[0].length ?? 0;
    const first = this.wordFrom(labelEnd);
    const lastBegin = this.wordFrom(labelEnd + leadIn);
    const mostWords = 26;
    const goesOn = (at: number) =>
      at < words.length &&
      at < lastBegin + mostWords &&
      words[at]!.begin < nextLabel &&
      isHan(words[at]!.letters) &&
      (at <= lastBegin || this.ofOnePhrase(words[at - 1]!.end, words[at]!.begin));
    let usable = first; // Han characters in a row, close together, from the label on
    while (goesOn(usable)) ++usable;
    for (let begin = first; begin <= lastBegin; ++begin) {
      for (const count of [...lengths].reverse()) {
        if (begin + count > usable || !this.checksumAt(begin, count)) continue;
        if (!this.varied(begin, begin + count) || !this.readsLikeProse(begin, begin + count)) return this.spanOf(begin, begin + count);
      }
    }
    // With a slip in it no checksum helps: what follows the lead-in, if it is about as long as a phrase.
    const count = usable - lastBegin;
    if (count <= 0 || ![count - 1, count, count + 1].some((length) => lengths.includes(length))) return null;
    const listed = words.slice(lastBegin, usable).filter((word) => this.listed(word)).length;
    return listed + 1 >= count && !this.readsLikeProse(lastBegin, usable) ? this.spanOf(lastBegin, usable) : null;
  }

  private ofOnePhrase(begin: number, end: number): boolean {
    return end <= reachBehind(this.text, begin, WIDEST) && !SENTENCE_END.test(this.text.slice(begin, end));
  }

  private listed(word: Word): boolean {
    return this.list.has(word.letters);
  }

  private wordFrom(place: number): number {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle]!.begin < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private spanOf(begin: number, end: number): Span {
    return { begin: this.words[begin]!.begin, end: this.words[end - 1]!.end };
  }

  private runs(): Run[] {
    const out: Run[] = [];
    this.words.forEach((word, i) => {
      if (word.glued || !this.listed(word)) return;
      if (out.at(-1)?.end !== i) out.push({ begin: i, end: i, accepted: false });
      out.at(-1)!.end = i + 1;
    });
    return out;
  }

  /** Enough different words, listed ones only. */
  private varied(begin: number, end: number): boolean {
    const seen = new Set<string>();
    for (let i = begin; i < end && seen.size < distinct; ++i) {
      if (this.listed(this.words[i]!)) seen.add(this.words[i]!.letters);
    }
    return seen.size >= distinct;
  }

  private checksumAt(begin: number, count: number): boolean {
    const indices: number[] = [];
    for (let i = begin; i < begin + count; ++i) {
      const index = this.list.indexOf(this.words[i]!.letters);
      if (index === undefined) return false;
      indices.push(index);
    }
    this.effort.spend(3);
    return checksumHolds(indices);
  }

  /** In a long run of few different words only its two ends are tried: the work stays linear. */
  private checksumWithin(run: Run): boolean {
    const everyStartBelow = 64;
    const size = run.end - run.begin;
    return lengths.some((count) => {
      if (count > size) return false;
      if (size >= everyStartBelow) return this.checksumAt(run.begin, count) || this.checksumAt(run.end - count, count);
      for (let start = run.begin; start + count <= run.end; ++start) if (this.checksumAt(start, count)) return true;
      return false;
    });
  }

  /** A sentence keeps to the commonest words, of which a random phrase has one in twenty. */
  private readsLikeProse(begin: number, end: number): boolean {
    if (this.list.han) return this.readsLikeChineseProse(begin, end);
    return this.words.slice(begin, end).filter(({ letters }) => common.has(letters)).length * 2 >= end - begin;
  }

  /** Chinese prose is made of words that a dictionary knows and of the commonest characters; a phrase is neither. */
  private readsLikeChineseProse(begin: number, end: number): boolean {
    this.effort.spend(20);
    let ranks = 0; // the Chinese lists are in the order of frequency
    let joined = '';
    for (const { letters } of this.words.slice(begin, end)) {
      ranks += Math.log2(1 + (this.list.indexOf(letters) ?? 0));
      joined += letters;
    }
    const rank = ranks / (end - begin);
    const mostInWords = rank >= 8 ? 4 : rank >= 7 ? 3 : rank >= 6 ? 2 : 1; // of twelve characters
    return Math.round((charactersInWords(joined) * 12) / (end - begin)) > mostInWords;
  }

  /** A word in no list that stands where one of the list should: mistyped, or of a script where every word counts. */
  private slipOf(at: number, shortest = 4): boolean {
    const word = this.words[at];
    if (!word || word.barrier || word.glued) return false;
    if (!isLatin(word.letters)) return true;
    return word.letters.length >= shortest && word.letters.length <= 16 && this.list.nearly(word.letters);
  }

  /** Nothing else stands on the lines of the run but what introduces it. */
  private framed(run: Run): boolean {
    const { begin, end } = this.spanOf(run.begin, run.end);
    const from = reachBefore(this.text, begin, rules.window);
    const before = this.text.slice(from, begin);
    const behind = this.text.slice(end, reachBehind(this.text, end, rules.window));
    const opening = from + Math.max(0, ...['\n', ':', '：'].map((sign) => before.lastIndexOf(sign)));
    const closing = end + (behind.includes('\n') ? behind.indexOf('\n') : behind.length);
    const wordBefore = this.words[run.begin - 1];
    const wordBehind = this.words[run.end];
    return !(wordBefore && wordBefore.begin >= opening) && !(wordBehind && wordBehind.begin < closing);
  }

  private wholePhrase(run: Run): boolean {
    const size = run.end - run.begin;
    if (size < at_least) return false;
    if (lengths.includes(size) && this.checksumAt(run.begin, size)) return true;
    if (this.varied(run.begin, run.end)) return !this.readsLikeProse(run.begin, run.end);
    return !this.list.han && this.checksumWithin(run);
  }

  /** Eleven of twelve: one word mistyped between two runs or at an end, or left out. */
  private acceptNearlyWhole(found: Run[]): void {
    const nearly = at_least - 1;
    const shortestWithin = 2;
    const likely = (begin: number, end: number) => this.varied(begin, end) && !this.readsLikeProse(begin, end);
    found.forEach((run, i) => {
      const next = found[i + 1];
      if (next?.begin === run.end + 1 && run.end - run.begin + next.end - next.begin >= nearly) {
        if (likely(run.begin, next.end) && this.slipOf(run.end, shortestWithin)) run.accepted = next.accepted = true;
      }
      if (run.end - run.begin !== nearly || run.accepted || !likely(run.begin, run.end)) return;
      const before = this.slipOf(run.begin - 1);
      const after = this.slipOf(run.end);
      if (!before && !after && !this.framed(run)) return;
      if (before) --run.begin;
      if (after) ++run.end;
      run.accepted = true;
    });
  }

  /** The rest of a phrase lies beyond a mistyped word. */
  private joinNeighbours(found: Run[]): void {
    const speaksForItself = 3;
    const join = (from: Run, to: Run, between: number, adjacent: boolean) => {
      if (!from.accepted || to.accepted || !adjacent) return;
      if (to.end - to.begin >= speaksForItself || this.slipOf(between)) to.accepted = true;
    };
    for (let i = 1; i < found.length; ++i) {
      join(found[i - 1]!, found[i]!, found[i - 1]!.end, found[i]!.begin === found[i - 1]!.end + 1);
    }
    for (let i = found.length - 1; i > 0; --i) {
      join(found[i]!, found[i - 1]!, found[i - 1]!.end, found[i]!.begin === found[i - 1]!.end + 1);
    }
  }
}

export async function findPhrases(text: string, effort: Effort, found: (span: Span) => void): Promise<void> {
  const words = readWords(text);
  let labels: RegExpExecArray[] | undefined;
  for (const list of await listsFor(text, words)) {
    if (words.filter((word) => list.has(word.letters)).length + 1 < at_least) continue;
    const search = new Search(text, words, list, effort);
    search.separateWords().forEach(found);
    if (!list.han) continue;
    search.gluedCharacters().forEach(found);
    labels ??= [...text.matchAll(phraseLabel)];
    labels.forEach(({ 0: label, index }, i) => {
      const span = search.afterLabel(index + label.length, labels![i + 1]?.index ?? text.length);
      if (span) found(span);
    });
  }
}
