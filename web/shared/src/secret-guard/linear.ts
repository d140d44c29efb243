// Tells whether a context stands right before or right behind a place, in linear time: JavaScript's own engine tries every way to
// read a run of filler words, which are exponentially many. It knows what the contexts of rules.json use, and refuses all else.

const OTHER = 0; // every character that no pattern names
const BEGIN = 1;
const END = 2;

/** The characters that the patterns name, without regard to case; each has a number. */
export class Alphabet {
  private size = 3;
  private readonly numbers = new Uint16Array(0x10000);

  add(char: string): number {
    const code = char.toLowerCase().charCodeAt(0);
    if (this.numbers[code] === OTHER) this.numbers[code] = this.numbers[char.toUpperCase().charCodeAt(0)] = this.size++;
    return this.numbers[code]!;
  }

  read(text: string): Uint16Array {
    return Uint16Array.from({ length: text.length }, (_, at) => this.numbers[text.charCodeAt(at)]!);
  }

  those({ chars, not }: Place): Iterable<number> {
    if (!not) return chars;
    return Array.from({ length: this.size }, (_, char) => char).filter((char) => char !== BEGIN && char !== END && !chars.has(char));
  }
}

/** Where one character is read; `not` reads any but these. */
interface Place {
  chars: Set<number>;
  not: boolean;
  next: number;
}
type Fork = number[];
/** Writes a part of the program that goes on at `next`; returns where it begins. */
type Part = (next: number) => number;

/** What the program may do from one step on. */
interface Choice {
  /** By the character that is read next: the steps behind it. */
  leads: Map<number, number[]>;
  ends: boolean;
}

/** The steps that a text has led to. */
interface State {
  steps: number[];
  found: boolean;
  next: (State | undefined)[];
}

const FOUND = 0;
const MOST_STATES = 4_000; // a text that needs more makes them anew: slower, not larger

export type Direction = 'before' | 'behind';

/** A pattern that begins with ^ and is read from a place on, or one that ends with $ and is read backwards from it. */
export class Context {
  private readonly program: (Place | Fork)[] = [[]];
  private readonly choices: (Choice | undefined)[] = [];
  private readonly states = new Map<string, State>();
  private readonly first: State;

  constructor(
    source: string,
    private readonly alphabet: Alphabet,
    private readonly direction: Direction,
  ) {
    this.first = this.state([new Reader(source, alphabet, this.program, direction).whole()(FOUND)]);
  }

  /** `end` is the end of the text that counts, in the direction of reading. */
  stands(text: Uint16Array, at: number, end: number): boolean {
    const [before, opening, closing] = this.direction === 'before' ? [1, END, BEGIN] : [0, BEGIN, END];
    const step = before ? -1 : 1;
    let state = this.after(this.first, opening);
    for (let i = at; i !== end && !state.found && state.steps.length > 0; i += step) state = this.after(state, text[i - before]!);
    return state.found || this.after(state, closing).found;
  }

  private after(state: State, char: number): State {
    const known = state.next[char];
    if (known) return known;
    const steps = new Set<number>();
    for (const from of state.steps) for (const step of this.choice(from).leads.get(char) ?? []) steps.add(step);
    return (state.next[char] = this.state([...steps].sort((a, b) => a - b)));
  }

  private state(steps: number[]): State {
    const name = steps.join();
    let state = this.states.get(name);
    if (!state) {
      if (this.states.size >= MOST_STATES) {
        this.states.clear();
        this.first.next = [];
      }
      state = { steps, found: steps.some((step) => this.choice(step).ends), next: [] };
      this.states.set(name, state);
    }
    return state;
  }

  private choice(from: number): Choice {
    const known = this.choices[from];
    if (known) return known;
    const out: Choice = { leads: new Map(), ends: false };
    const seen = new Set<number>();
    const waiting = [from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.program[at]!;
      if (Array.isArray(step)) waiting.push(...step);
      else for (const char of this.alphabet.those(step)) out.leads.set(char, [...(out.leads.get(char) ?? []), step.next]);
    }
    out.ends = seen.has(FOUND);
    return (this.choices[from] = out);
  }
}

class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly alphabet: Alphabet,
    private readonly program: (Place | Fork)[],
    private readonly direction: Direction,
  ) {}

  whole(): Part {
    const anchored = this.direction === 'before' ? this.source.endsWith('$') : this.source.startsWith('^');
    const part = this.alternatives();
    if (!anchored || this.at < this.source.length) this.refuse();
    return part;
  }

  private refuse(): never {
    throw new Error(`secret guard: cannot read ${this.source} at ${this.at}`);
  }

  private take(text: string): boolean {
    const taken = this.source.startsWith(text, this.at);
    if (taken) this.at += text.length;
    return taken;
  }

  private write(step: Place | Fork): number {
    return this.program.push(step) - 1;
  }

  private alternatives(): Part {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : (next) => this.write(parts.map((part) => part(next)));
  }

  private sequence(): Part {
    const parts: Part[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) parts.push(this.repeated(this.atom()));
    if (this.direction === 'behind') parts.reverse();
    return (next) => parts.reduce((after, part) => part(after), next);
  }

  private repeated(part: Part): Part {
    const [whole, sign, least, comma, most] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(this.source.slice(this.at)) ?? [''];
    if (!whole) return part;
    this.at += whole.length;
    if (sign) return sign === '?' ? this.times(part, 0, 1) : this.times(part, sign === '+' ? 1 : 0, Infinity);
    return this.times(part, Number(least), most ? Number(most) : comma ? Infinity : Number(least));
  }

  private times(part: Part, least: number, most: number): Part {
    return (next) => {
      let at = next;
      if (most === Infinity) {
        const loop: Fork = [next];
        at = this.write(loop);
        loop.unshift(part(at));
      } else {
        for (let i = least; i < most; ++i) at = this.write([part(at), next]);
      }
      for (let i = 0; i < least; ++i) at = part(at);
      return at;
    };
  }

  private atom(): Part {
    if (this.take('(?:')) {
      const part = this.alternatives();
      if (!this.take(')')) this.refuse();
      return part;
    }
    const chars = new Set<number>();
    const not = this.take('[^');
    if (not || this.take('[')) {
      while (!this.take(']')) this.member(chars);
    } else if (this.take('^')) {
      chars.add(BEGIN);
    } else if (this.take('$')) {
      chars.add(END);
    } else {
      if ('.*+?()[{'.includes(this.source[this.at]!)) this.refuse();
      this.char().forEach((char) => chars.add(this.alphabet.add(char)));
    }
    return (next) => this.write({ chars, not, next });
  }

  /** A character or a range within brackets. */
  private member(chars: Set<number>): void {
    const [first] = this.char().map((char) => (chars.add(this.alphabet.add(char)), char));
    if (!/^-[^\]]/.test(this.source.slice(this.at, this.at + 2))) return;
    this.at += 1;
    const last = this.char()[0]!.charCodeAt(0);
    for (let code = first!.charCodeAt(0); code <= last; ++code) chars.add(this.alphabet.add(String.fromCharCode(code)));
  }

  /** One character, or those that an escape stands for. */
  private char(): string[] {
    const char = this.source[this.at++];
    if (char === undefined) this.refuse();
    if (char !== '\\') return [char];
    const escaped = this.source[this.at++] ?? this.refuse();
    if (escaped === 's') return [' ', '\t', '\n', '\f', '\r'];
    if (escaped === 'n') return ['\n'];
    return /\w/.test(escaped) ? this.refuse() : [escaped];
  }
}
