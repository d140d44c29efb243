// What the server says of calendars, policies and clocks by a code, staff read in words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLOCK_KINDS } from '@ombud/shared/service-levels';
import { isKey } from '../text';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../../src/service_levels', name), 'utf8').replace(/\/\/.*$/gm, '');
const codesIn = (text: string) => [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, code]) => code!);

test('every refusal has words', () => {
  const codes = ['agreements.cpp', 'keeper.cpp'].flatMap((file) => read(file).match(/\bProblem\{[^;]*;/g) ?? []).flatMap(codesIn);
  expect(new Set(codes).size).toBeGreaterThan(10);
  expect(codes.filter((code) => !isKey('problem.' + code))).toEqual([]);
});

test('every act on the record has words', () => {
  const acts = codesIn(read('agreements.cpp')).filter((code) => code.startsWith('hours.'));
  expect(acts).toHaveLength(7);
  expect(acts.filter((act) => !isKey('audit.act.' + act))).toEqual([]);
});

test('every kind of clock, and whatever stops one, has words', () => {
  const [, kinds] = /ClockKind, ([a-z_, ]+)\)/.exec(read('model.hpp'))!;
  expect(kinds!.split(', ')).toEqual([...CLOCK_KINDS]);
  const stops = [...read('course.cpp').matchAll(/return "([a-z]+)";/g)].map(([, word]) => word!);
  expect(stops).toHaveLength(3);
  expect([...CLOCK_KINDS.map((kind) => 'clocks.kind.' + kind), ...stops.map((word) => 'clocks.paused.' + word)].filter((key) => !isKey(key))).toEqual([]);
});
