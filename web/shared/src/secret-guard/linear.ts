// Tells whether a pattern occurs in a text, in time linear in the text: JavaScript's own engine tries every way to read a run of
// filler words, which are exponentially many. It knows what the contexts of rules.json use, and refuses anything else.

const OTHER = 0; // every character that no pattern names
const BEGIN = 1;
const END = 2;

/** The characters that the patterns name, without regard to case; each has a number. */
export class Alphabet {
  size = 3;
  private readonly numbers = new Uint16Array(0x10000);

  add(char: string): number {
    const code = char.toLowerCase().charCodeAt(0);
    if (this.numbers[code] === OTHER) this.numbers[code] = this.numbers[char.toUpperCase().charCodeAt(0)] = this.size++;
    return this.numbers[code]!;
  }

  read(text: string): Uint16Array {
    return Uint16Array.from({ length: text.length }, (_, at) => this.numbers[text.charCodeAt(at)]!);
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

/** The places that may be read next. */
interface State {
  places: number[];
  found: boolean;
  next: (State | undefined)[];
}

const FOUND = 0;
const MOST_STATES = 4_000; // a text that needs more makes them anew: slower, not larger

export class Pattern {
  private readonly program: (Place | Fork)[] = [[]];
  private readonly entry: number;
  private readonly states = new Map<string, State>();
  private first: State;

  constructor(source: string, private readonly alphabet: Alphabet) {
    this.entry = new Reader(source, alphabet, this.program).whole()(FOUND);
    this.first = this.state([]);
  }

  occursIn(text: Uint16Array, begin: number, end: number): boolean {
    let state = this.step(this.first, BEGIN);
    for (let at = begin; at < end && !state.found; ++at) state = state.next[text[at]!] ?? this.step(state, text[at]!);
    return state.found || this.step(state, END).found;
  }

  private step(state: State, char: number): State {
    const after: number[] = [];
    for (const at of state.places) {
      const { chars, not, next } = this.program[at] as Place;
      if (chars.has(char) !== not && !(not && (char === BEGIN || char === END))) after.push(next);
    }
    return (state.next[char] ??= this.state(after));
  }

  /** What may be read after any of these; the pattern may also begin anew at every character. */
  private state(after: number[]): State {
    const seen = new Set<number>();
    const waiting = [...after, this.entry];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.program[at]!;
      if (Array.isArray(step)) waiting.push(...step);
    }
    const places = [...seen].filter((at) => !Array.isArray(this.program[at])).sort((a, b) => a - b);
    const found = seen.has(FOUND);
    const name = found ? 'found' : places.join();
    let state = this.states.get(name);
    if (!state) {
      if (this.states.size >= MOST_STATES) {
        this.states.clear();
        this.first.next = [];
      }
      state = { places, found, next: new Array<State | undefined>(this.alphabet.size) };
      this.states.set(name, state);
    }
    return state;
  }
}

class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly alphabet: Alphabet,
    private readonly program: (Place | Fork)[],
  ) {}

  whole(): Part {
    const part = this.alternatives();
    if (this.at < this.source.length) this.refuse();
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
    return (next) => parts.reduceRight((after, part) => part(after), next);
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
