// The visible mark is in nobody's way: whatever it crosses keeps the contrast that people need.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { STEP } from './hidden-mark';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const tokens = read('../../../shared/styles/tokens.css');
const styles = read('../styles/insiders.css');

type Colour = [number, number, number];
const rgb = (hex: string): Colour => {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as Colour;
};
const over = (top: Colour, alpha: number, below: Colour): Colour => top.map((value, index) => value * alpha + below[index]! * (1 - alpha)) as Colour;
function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
const token = (name: string, theme: 0 | 1): Colour => {
  const found = new RegExp(`--${name}: (?:var\\([^,]*, )?light-dark\\((#[0-9a-f]+), (#[0-9a-f]+)\\)`).exec(tokens);
  return rgb(found![1 + theme]!);
};

const alpha = Number(/\.watermark text \{[^}]*fill-opacity: ([\d.]+)/.exec(styles)![1]);
const ON: [string, string[]][] = [
  ['surface', ['ink', 'ink-soft', 'accent', 'good', 'wait', 'danger']],
  ['sunken', ['ink', 'ink-soft']],
  ['ground', ['ink', 'ink-soft']],
  ['wait-soft', ['ink', 'wait']],
  ['danger-soft', ['danger']],
  ['good-soft', ['good']],
];

test.each([0, 1] as const)('every text on every ground keeps 4.5 : 1 where the mark crosses the ground (theme %i)', (theme) => {
  for (const [ground, texts] of ON) {
    for (const text of texts) {
      // A letter of the mark lies on the ground beside a letter of the text, or on both.
      const below = over(token('ink', theme), alpha, token(ground, theme));
      const letter = token(text, theme);
      expect(contrast(letter, below), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(over(token('ink', theme), alpha, letter), below), `${text} on ${ground}, both crossed`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test('the mark can be seen', () => {
  for (const theme of [0, 1] as const) {
    expect(contrast(token('surface', theme), over(token('ink', theme), alpha, token('surface', theme)))).toBeGreaterThan(1.08);
  }
});

test('the hidden step of the styles is the one that is read back', () => {
  expect([...styles.matchAll(/(?:word|letter)-spacing: ([\d.]+)em/g)].map(([, step]) => Number(step))).toEqual([STEP, STEP]);
});
