// What the server says by a code about replies, macros and rules has words: refusals, acts on the record, why a rule was switched off.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACTS, RULE_EVENTS } from '@ombud/shared/replies';
import { isKey } from '../text';

const source = join(import.meta.dirname, '../../../../src');
const read = (path: string) => readFileSync(join(source, path), 'utf8').replace(/\/\/.*$/gm, '');
const codesIn = (text: string) => [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, code]) => code!);
const filesOf = (folder: string) => readdirSync(join(source, folder)).filter((name) => /\.cpp$/.test(name) && !/_test\./.test(name)).map((name) => folder + '/' + name);
const all = [...filesOf('replies'), ...filesOf('rules'), 'desk/acts.cpp'].map(read).join('\n');

test('every refusal has words', () => {
  const refusals = [...(all.match(/(?:\bProblem\{|\binvalid\(|\bwrong\(|\breturn \{ProblemKind)[^;]*;/g) ?? [])].flatMap(codesIn);
  const codes = [...new Set(refusals)].filter((code) => !/^(?:field|client_id|conversation)\./.test(code)).sort();
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !isKey('problem.' + code))).toEqual([]);
});

test('every act on the record has words', () => {
  const acts = [...new Set(codesIn(all))].filter((code) => /^(?:replies|macros|rules)\.(?:added|changed|removed|switched_|put_|stopped)/.test(code)).sort();
  expect(acts).toHaveLength(13);
  expect(acts.filter((act) => !isKey('audit.act.' + act))).toEqual([]);
});

test('every reason to switch a rule off has words, in the list and on the record', () => {
  const reasons = ['rule.too_much', 'rule.refused', 'assignee.unknown', 'assignee.may_not_reply'];
  expect(reasons.flatMap((why) => ['rules.stopped.' + why, 'audit.why.' + why]).filter((key) => !isKey(key))).toEqual([]);
});

test('the server knows the same acts and events', () => {
  const acts = /known\{([^;]*)\};/.exec(read('desk/acts.cpp'))![1]!;
  expect([...acts.matchAll(/"([a-z_]+)"/g)].map(([, name]) => name)).toEqual([...ACTS]);
  const events = /BOOST_DEFINE_ENUM_CLASS\(Event,([^)]*)\)/.exec(read('rules/model.hpp'))![1]!;
  expect(events.split(',').map((name) => name.trim())).toEqual([...RULE_EVENTS]);
});
