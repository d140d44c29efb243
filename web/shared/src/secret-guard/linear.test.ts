// The linear reader and JavaScript's own agree on every context of the rules, wherever the latter comes to an end.
import { describe, expect, test } from 'vitest';
import { Alphabet, Context } from './linear';
import { contexts, rules, spellOut, alphabet } from './rules';

/** The same numbers on every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe.each([...contexts.keys()])('the context "%s"', (name) => {
  const { before, behind, unless } = contexts.get(name)!;
  const text = rules.contexts[name]!;
  const signs = ['', ' ', ': ', '：', '是', '1. ', '12', '(', '\n', '"', 'x', '$', ', ', '→', 'ABC'];
  const parts = [...Object.values(rules.words).flat(), ...signs];

  test.each([
    ['before', text.before, before],
    ['unless', text.unless, unless],
    ['after', text.after, behind],
  ])('%s', (_, source, context) => {
    expect(context === null).toBe(source === undefined);
    if (!source || !context) return;
    const slow = new RegExp(spellOut(source), 'iu');
    const own = (rules.words[name] ?? []).map((word) => word + ' ');
    const random = numbers(name.length);
    let stood = 0;
    for (let i = 0; i < 3_000; ++i) {
      const any = () => parts[random(parts.length)]! + (random(2) ? ' ' : '');
      const words = [random(2) ? any() : '', own.length ? own[random(own.length)]! : any(), random(2) ? any() : '', signs[random(signs.length)]!];
      if (source.startsWith('^')) words.reverse();
      const window = words.join('').slice(0, 60);
      const symbols = alphabet.read(window);
      const stands = source.endsWith('$') ? context.stands(symbols, window.length, 0) : context.stands(symbols, 0, window.length);
      expect({ window, stands }).toEqual({ window, stands: slow.test(window) });
      stood += Number(stands);
    }
    expect(stood).toBeGreaterThan(0);
  });
});

test('a run of words that can be read in very many ways is read once', () => {
  const letters = new Alphabet();
  const context = new Context('key(?:a|s|as|sa|[a-z]{20,})*$', letters, 'before');
  const text = letters.read('key' + 'as'.repeat(50_000) + '!');
  expect(context.stands(text, text.length, 0)).toBe(false);
  expect(context.stands(text, text.length - 1, 0)).toBe(true);
});

test('what it does not know it refuses', () => {
  for (const source of ['a', 'a.$', '(a)$', 'a*?$', 'a\\b$', '[a$', 'a)$', '\\w$', 'a{2$']) {
    expect(() => new Context(source, new Alphabet(), 'before')).toThrow();
  }
});
