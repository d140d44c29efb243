// The words of a text and the BIP-39 lists they may come from: English is here, the others come when a text calls for them.
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { MASK } from './plain';
import { rules, wordsOf } from './rules';

export interface Word {
  begin: number;
  end: number;
  /** In lower case, without accents. */
  letters: string;
  /** A Han character that stands directly beside another. */
  glued: boolean;
  /** No word but a sign that nothing reaches over. */
  barrier: boolean;
}

const WORD = new RegExp(`${MASK}+|[a-z]+|[\u3041-\u309f]+|[\uac00-\ud7a3]+|[\u4e00-\u9fff]`, 'g');
// Names in code and paths are joined by what nobody writes between the words of a phrase.
const PARTS = /[_\\{}<@$&]|^=/;

export const isLatin = (letters: string) => letters[0]! <= 'z';
export const isHan = (letters: string) => letters[0]! >= '\u4e00' && letters[0]! <= '\u9fff';

const bases = new Map<string, string>();
function base(char: string): string {
  let letter = bases.get(char);
  if (letter === undefined) {
    const bare = char.toLowerCase().normalize('NFD')[0]!;
    bases.set(char, (letter = /[a-z]/.test(bare) ? bare : char));
  }
  return letter;
}
/** As long as the text it was made of. */
const fold = (text: string) => text.replace(/[A-Z\u00c0-\u024f]/g, base);

export function readWords(text: string): Word[] {
  const out: Word[] = [];
  for (const { 0: letters, index: begin } of fold(text).matchAll(WORD)) {
    const last = out.at(-1);
    const end = begin + letters.length;
    const barrier = letters.startsWith(MASK);
    if (last && !barrier && PARTS.test(text.slice(last.end, begin))) out.push({ begin, end: begin, letters: MASK, glued: false, barrier: true });
    const glued = last?.end === begin && isHan(letters) && isHan(last.letters);
    if (glued) last.glued = true;
    out.push({ begin, end, letters, glued, barrier });
  }
  return out;
}

export class WordList {
  readonly han: boolean;
  private readonly places: Map<string, number>;
  private neighbours: Set<string> | undefined;

  constructor(words: readonly string[]) {
    this.places = new Map(words.map((word, index) => [fold(word.normalize('NFC')), index]));
    this.han = isHan(words[0]!);
  }

  has(letters: string): boolean {
    return this.places.has(letters);
  }

  indexOf(letters: string): number | undefined {
    return this.places.get(letters);
  }

  /** Whether one letter more, less, other or swapped makes the word one of the list. */
  nearly(letters: string): boolean {
    this.neighbours ??= new Set([...this.places.keys()].flatMap(withALetterLeftOut));
    return withALetterLeftOut(letters).some((near) => this.neighbours!.has(near));
  }
}

function withALetterLeftOut(letters: string): string[] {
  return [letters, ...Array.from(letters, (_, i) => letters.slice(0, i) + letters.slice(i + 1))];
}

const ENGLISH = new WordList(english);

interface Module {
  wordlist: readonly string[];
}
const other = (load: () => Promise<Module>) => {
  let list: Promise<WordList> | undefined;
  return () => {
    list ??= load().then(({ wordlist }) => new WordList(wordlist));
    list.catch(() => (list = undefined));
    return list;
  };
};
const LATIN = [
  other(() => import('@scure/bip39/wordlists/french.js')),
  other(() => import('@scure/bip39/wordlists/italian.js')),
  other(() => import('@scure/bip39/wordlists/spanish.js')),
  other(() => import('@scure/bip39/wordlists/portuguese.js')),
  other(() => import('@scure/bip39/wordlists/czech.js')),
];
const HAN = [
  other(() => import('@scure/bip39/wordlists/simplified-chinese.js')),
  other(() => import('@scure/bip39/wordlists/traditional-chinese.js')),
];
const KANA = [other(() => import('@scure/bip39/wordlists/japanese.js'))];
const HANGUL = [other(() => import('@scure/bip39/wordlists/korean.js'))];

/** Nearly enough words in a row that might be of a list, one stranger among them. */
function inARow(words: Word[], mightBe: (word: Word) => boolean): boolean {
  let before = 0;
  let now = 0;
  return words.some((word) => {
    if (mightBe(word)) {
      ++now;
    } else {
      before = now;
      now = 0;
    }
    return before + now >= rules.phrases.at_least - 1;
  });
}

const HAN_LABEL = new RegExp(wordsOf('phrase').filter(isHan).join('|') || '$^');

/** Chinese words stand apart, or are glued into exactly a phrase, or somebody calls them one. */
function callsForHan(text: string, words: Word[]): boolean {
  if (inARow(words, ({ letters, glued }) => !glued && isHan(letters)) || HAN_LABEL.test(text)) return true;
  const runs = text.match(/[\u4e00-\u9fff](?:[ \n\r\t]*[\u4e00-\u9fff])*/g) ?? [];
  return runs.some((run) => {
    let sum = 0;
    return run.split(/\s+/).some(({ length }) => {
      sum += length;
      return length > 1 && (rules.phrases.lengths.includes(length) || rules.phrases.lengths.includes(sum));
    });
  });
}

// The words of the Latin lists have three to nine letters; prose never goes on long without one of these or a shorter one.
const everyday = new Set([...wordsOf('common'), ...wordsOf('filler')]);

/** The lists that may hold a phrase of this text; one that cannot be fetched is left to the server. */
export async function listsFor(text: string, words: Word[]): Promise<WordList[]> {
  const calls: (() => Promise<WordList>)[] = [];
  const mightBeLatin = ({ letters }: Word) => /^[a-z]{3,9}$/.test(letters) && !everyday.has(letters);
  if (inARow(words, mightBeLatin)) calls.push(...LATIN);
  if (inARow(words, ({ letters }) => letters[0]! >= '\u3041' && letters[0]! <= '\u309f')) calls.push(...KANA);
  if (inARow(words, ({ letters }) => letters[0]! >= '\uac00')) calls.push(...HANGUL);
  if (words.filter(({ letters }) => isHan(letters)).length >= rules.phrases.at_least - 1 && callsForHan(text, words)) calls.push(...HAN);
  const loaded = await Promise.allSettled(calls.map((load) => load()));
  return [ENGLISH, ...loaded.flatMap((list) => (list.status === 'fulfilled' ? [list.value] : []))];
}
