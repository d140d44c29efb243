// Decides on what the patterns propose, by the same names as src/safety/checks.cpp: by checksum and by the words around a value.
// What takes an elliptic curve over addresses, or knowledge of the case, is left to the server.
import { sha256 } from '@noble/hashes/sha2.js';
import { base32nopad, base58, base58xrp, type BytesCoder } from '@scure/base';
import { alphabet, contexts, rules, wordsOf } from './rules';
import { windowBefore, windowBegin, windowBehind, windowEnd } from './window';

export interface Span {
  begin: number;
  end: number;
}

const PAIRS_PER_TEXT = 8; // a browser takes up to a millisecond for each

export class Exhausted extends Error {}

/** What one text may cost: more work than that is for no message, and the server looks again. */
export class Effort {
  private left = 6_000; // about as many readings of a context

  /** Throws Exhausted. */
  spend(cost: number): void {
    this.left -= cost;
    if (this.left < 0) throw new Exhausted();
  }
}

/** One text under examination. */
export class Scene {
  private symbols: Uint16Array | undefined;
  private readonly doubts: { span: Span; data: Uint8Array }[] = [];

  constructor(
    readonly text: string,
    readonly effort: Effort,
  ) {}

  /** Whether the words before or after a value call it so. */
  called(name: string, value: Span): boolean {
    const context = contexts.get(name);
    if (!context) return false;
    this.effort.spend(1);
    const symbols = (this.symbols ??= alphabet.read(this.text));
    const begin = windowBegin(this.text, value.begin, rules.window);
    if (context.unless?.stands(symbols, value.begin, begin)) return false;
    if (context.before?.stands(symbols, value.begin, begin)) return true;
    return context.behind?.stands(symbols, value.end, windowEnd(this.text, value.end, rules.window)) ?? false;
  }

  /** The bytes that a text stands for, if it does. */
  decode(coder: BytesCoder, value: string): Uint8Array | null {
    this.effort.spend(15);
    try {
      return coder.decode(value);
    } catch {
      return null;
    }
  }

  /** The same without the four bytes of double SHA-256 at the end, if they agree. */
  decodeChecked(coder: BytesCoder, value: string): Uint8Array | null {
    const data = this.decode(coder, value);
    if (!data || data.length < 5) return null;
    const body = data.subarray(0, -4);
    const sum = sha256(sha256(body));
    return data.subarray(-4).every((byte, i) => byte === sum[i]) ? body : null;
  }

  /** Remembers what is a secret only if it is a pair of keys. */
  doubt(span: Span, data: Uint8Array): void {
    if (this.doubts.length < PAIRS_PER_TEXT) this.doubts.push({ span, data });
  }

  async pairs(): Promise<Span[]> {
    const proved = await Promise.all(this.doubts.map(({ data }) => isEd25519Pair(data)));
    return this.doubts.filter((_, i) => proved[i]).map(({ span }) => span);
  }
}

/** Whether `value` is the secret. */
type Proof = (scene: Scene, span: Span, value: string) => boolean;
/** The secrets within a candidate, or of the whole text. */
type Finder = (scene: Scene, span: Span, value: string) => Span[];

// --- keys whose checksum suffices ---

const wif: Proof = (scene, _, value) => {
  const data = scene.decodeChecked(base58, value);
  return data?.length === 33 || (data?.length === 34 && data[33] === 1);
};

/** CRC-16 of XMODEM, as Stellar puts it behind its keys, low byte first. */
function crc16(data: Uint8Array): number {
  let sum = 0;
  for (const byte of data) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; ++bit) sum = ((sum << 1) ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return sum;
}

const stellarSeed: Proof = (scene, _, value) => {
  const data = scene.decode(base32nopad, value);
  return data?.length === 35 && data[0] === 18 << 3 && crc16(data.subarray(0, 33)) === (data[33]! | (data[34]! << 8));
};

const xrpSeed: Proof = (scene, _, value) => {
  const data = scene.decodeChecked(base58xrp, value);
  if (data?.length === 17) return data[0] === 0x21;
  return data?.length === 19 && data[0] === 0x01 && data[1] === 0xe1 && data[2] === 0x4b;
};

// --- keys with the shape of something harmless ---

const calledKey = (scene: Scene, span: Span) => scene.called('key', span) && !scene.called('number', span);

const fromHex = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (byte) => parseInt(byte, 16));

const base64url = (data: Uint8Array) => btoa(String.fromCharCode(...data)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');

/** Whether the last 32 bytes are the Ed25519 public key of the first. */
async function isEd25519Pair(data: Uint8Array): Promise<boolean> {
  const opening = fromHex('302e020100300506032b657004220420'); // PKCS #8
  try {
    const key = await crypto.subtle.importKey('pkcs8', Uint8Array.of(...opening, ...data.subarray(0, 32)), 'Ed25519', true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', key);
    return x === base64url(data.subarray(32));
  } catch {
    return false; // an older browser, or a page without TLS: the server knows the curve
  }
}

function pairOf(scene: Scene, span: Span, data: Uint8Array | null): boolean {
  if (data?.length !== 64) return false;
  if (calledKey(scene, span)) return true;
  scene.doubt(span, data);
  return false;
}

const without0x = (value: string) => value.replace(/^0x/i, '');

// A Solana address is 32 bytes too: here only a label directly at the value counts.
const base58Key: Proof = (scene, span, value) =>
  calledKey(scene, span) && !scene.called('address', span) && scene.decode(base58, value)?.length === 32;

const byteArray: Proof = (scene, span, value) => {
  const numbers = (value.match(/\d+/g) ?? []).map(Number);
  if (numbers.some((number) => number > 255)) return false;
  if (numbers.length === 64) return pairOf(scene, span, Uint8Array.from(numbers));
  return numbers.length === 32 && scene.called('key', span);
};

// --- keystore files ---

interface Braces extends Span {
  parent: Braces | null;
  keys: Set<string>;
  /** Its parent holds it as "crypto". */
  namedCrypto: boolean;
}

/** Every {…} with the keys that stand in it: a name, the quote that closes it in whatever style, and a colon. */
function bracesOf(text: string): Braces[] {
  const out: Braces[] = [];
  let open = null as Braces | null;
  let lastKey = '';
  for (const { 0: sign, 1: key, index } of text.matchAll(/[{}]|\b([a-z]{1,16})[\\"' \t\r\n“”‘’]{0,12}[:：]/gi)) {
    if (sign === '{') {
      open = { begin: index, end: text.length, parent: open, keys: new Set(), namedCrypto: lastKey === 'crypto' };
      out.push(open);
      lastKey = '';
    } else if (sign === '}') {
      if (open) open.end = index + 1;
      open = open?.parent ?? null;
    } else {
      lastKey = key!.toLowerCase();
      open?.keys.add(lastKey);
    }
  }
  return out;
}

const keystore: Finder = ({ text }) =>
  bracesOf(text)
    .filter(({ keys }) => rules.keystore.some((names) => names.every((name) => keys.has(name))))
    .map((found) => (found.namedCrypto && found.parent ? found.parent : found));

// --- numbers ---

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, twice = false; i >= 0; --i, twice = !twice) {
    const value = Number(digits[i]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function issuerOf(digits: string) {
  return rules.cards.issuers.find(({ from, to, lengths }) => {
    const prefix = Number(digits.slice(0, String(from).length));
    return lengths.includes(digits.length) && prefix >= from && prefix <= to;
  });
}

const shortest = Math.min(...rules.cards.issuers.flatMap(({ lengths }) => lengths));
const longest = Math.max(...rules.cards.issuers.flatMap(({ lengths }) => lengths));
const shapes: number[][][] = []; // by the size of their first group
for (const shape of rules.cards.separators) (shapes[shape[0]!] ??= []).push(shape);

/** A run of digits in groups: each group alone, and each sequence of groups that cards are printed in. */
const card: Finder = (scene, { begin }, value) => {
  const groups = Array.from(value.matchAll(/\d+/g), ({ 0: digits, index }) => ({ digits, begin: begin + index, end: begin + index + digits.length }));
  const read = (first: number, count: number): Span | null => {
    const parts = groups.slice(first, first + count);
    const digits = parts.map((part) => part.digits).join('');
    const issuer = issuerOf(digits);
    if (!issuer || !luhn(digits) || /^(\d)\1*$/.test(digits)) return null;
    const span = { begin: parts[0]!.begin, end: parts.at(-1)!.end };
    const called = scene.called('card', span);
    return called || (!issuer.needs_label && !scene.called('number', span)) ? span : null;
  };
  return groups.flatMap(({ digits: { length } }, first) => {
    if (length >= shortest) return (length <= longest && read(first, 1)) || [];
    for (const shape of shapes[length] ?? []) {
      const span = shape.every((size, i) => groups[first + i]?.digits.length === size) && read(first, shape.length);
      if (span) return span;
    }
    return [];
  });
};

/** GB 11643: seventeen digits weighted, and a check character. */
const identity: Proof = (scene, span, value) => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(value[i]), 0);
  return '10X98765432'[sum % 11] === value[17]?.toUpperCase() && scene.called('identity', span);
};

// "2009-2010", "20240131"
const DATE = /^(?:19|20)\d\d(?:[ -](?:19|20)\d\d|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))$/;

const code: Proof = (scene, span, value) => !DATE.test(value) && scene.called('code', span) && !scene.called('unit', span);

// --- passwords ---

const ADDRESS =
  /^0x[\da-fA-F]{40}$|^(?:0|-1):[\da-fA-F]{64}$|^(?:[a-z_]+[:1])?[02-9ac-hj-np-z]{38,}$|^(?:[A-Z_]+[:1])?[02-9AC-HJ-NP-Z]{38,}$|^[EUk0]Q[\w+/-]{46}$|^[GM][A-Z2-7]{55,68}$/;

/** By its shape where its checksum is not at hand: errs on the side of an address. */
function isAddress(scene: Scene, value: string): boolean {
  if (value.length < 26 || ADDRESS.test(value)) return value.length >= 26;
  const size = scene.decode(base58, value)?.length;
  if (size === undefined) return false;
  if (size === 32 || (size >= 35 && size <= 37) || /^(?:Ae2|Ddz)/.test(value)) return true; // Solana, Polkadot, Cardano's older ones
  return scene.decodeChecked(base58, value)?.length === 21 || [21, 31].includes(scene.decodeChecked(base58xrp, value)?.length ?? 0);
}

class Password {
  readonly onlyLetters: boolean;
  readonly onlyDigits: boolean;
  readonly endsClause: boolean;

  constructor(
    private readonly scene: Scene,
    private readonly span: Span,
    readonly value: string,
  ) {
    this.onlyLetters = /^[a-z]*[a-z.!?]$/i.test(value);
    this.onlyDigits = /^\d+$/.test(value);
    const rest = windowBehind(scene.text, span.end, 64);
    this.endsClause = (value.length > 1 && !/[a-z\d]$/i.test(value)) || !/^[ \t"']*[a-z\d]/i.test(rest);
  }

  /** Words that follow "password" in any help text, places, masks and addresses are no passwords. */
  isSomethingElse(): boolean {
    const { value, scene } = this;
    const word = value.toLowerCase().replace(/[^a-z\d]+$/, '');
    if (!word || wordsOf('not_a_password').includes(word)) return true;
    if (word.startsWith('http') || /^(?:\$\{|\{\{|%)/.test(value) || /^(\D)\1*$/.test(value)) return true;
    if (this.onlyLetters && /(?:ed|ing|able|ly)$/.test(word)) return true;
    return (this.onlyDigits && scene.called('unit', this.span)) || isAddress(scene, value);
  }
}

const passwordLabelled: Proof = (scene, span, value) => {
  const found = new Password(scene, span, value);
  return (!found.onlyLetters || found.endsClause) && !found.isSomethingElse();
};

// Without a colon the value itself must look like one: a digit in it, or a lone word at the end of a clause.
const passwordSpoken: Proof = (scene, span, value) => {
  const found = new Password(scene, span, value);
  const said = /['"]|(?:is|was) $|[是为為]$|是 $/.test(windowBefore(scene.text, span.begin, 24));
  const date = /^[\d/.-]{8,10}$/.test(value) && !found.onlyDigits;
  const loneWord = said && found.onlyLetters && found.endsClause && value.length >= 6;
  const mail = /@.*\./.test(value) && !said;
  return (/\d/.test(value) || loneWord) && !date && !mail && !found.isSomethingElse();
};

const proofs: Record<string, Proof> = {
  '': () => true,
  wif,
  base58check: (scene, _, value) => scene.decodeChecked(base58, value) !== null,
  stellar_seed: stellarSeed,
  xrp_seed: xrpSeed,
  hex_key: calledKey,
  hex_pair: (scene, span, value) => pairOf(scene, span, fromHex(without0x(value))),
  base58_pair: (scene, span, value) => pairOf(scene, span, scene.decode(base58, value)),
  base58_key: base58Key,
  byte_array: byteArray,
  identity,
  code,
  password_labelled: passwordLabelled,
  password_spoken: passwordSpoken,
};
const finders: Record<string, Finder> = { keystore, card };

/** One candidate of these is reason enough to read all of the text, once. */
export const readsWholeText = (check: string) => check === 'keystore';

export function secretsIn(check: string, scene: Scene, span: Span, value: string): Span[] {
  const finder = finders[check];
  if (finder) return finder(scene, span, value);
  return proofs[check]!(scene, span, value) ? [span] : [];
}
