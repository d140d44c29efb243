import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTie, type LinkData, type Tie } from '@ombud/shared/ties';
import type { Http } from '@ombud/shared/api';
import { isKey } from '../text';
import { lineOf } from './link-words';
import { referenceIn } from './reference';
import { mergedInto } from './ties-store';
import { translator } from '@ombud/shared/i18n';
import en from '../../messages/en.json';
import zh from '../../messages/zh-CN.json';

describe('references', () => {
  test.each([
    ['OM-4F7K-2M9Q', 'OM-4F7K-2M9Q'],
    [' om-4f7k-2m9q ', 'OM-4F7K-2M9Q'],
    ['see OM-4F7K-2M9Q please', 'OM-4F7K-2M9Q'],
    ['ＯＭ－４Ｆ７Ｋ－２Ｍ９Ｑ', 'OM-4F7K-2M9Q'],
    ['OM–4F7K—2M9Q', 'OM-4F7K-2M9Q'],
    ['OM-4F7K-2M9', null],
    ['OM-4FIL-2M9Q', null],
    ['', null],
  ])('%j is read as %j', (typed, reference) => {
    expect(referenceIn(typed)).toBe(reference);
  });
});

const data = (act: LinkData['act'], role: LinkData['role'], more: Partial<LinkData> = {}): LinkData => ({ act, role, other: { id: 'b', reference: 'OM-4F7K-2M9Q' }, ...more });
const every: LinkData[] = [
  data('linked', 'with'), data('unlinked', 'with'), data('merged', 'into'), data('merged', 'from'), data('unmerged', 'into'), data('unmerged', 'from'),
  data('split', 'to', { seqs: [1] }), data('split', 'to', { seqs: [1, 2] }), data('split', 'from', { seqs: [1] }), data('wrote', 'from'),
];

test.each(['en', 'zh-CN'] as const)('each act is one line that names the other once, in %s', (language) => {
  const text = translator({ en, 'zh-CN': zh }, language) as never;
  const said = every.map((each) => lineOf(text, each, 'Ana'));
  expect(new Set(said.map((parts) => parts.join('*'))).size).toBe(every.length);
  for (const parts of said) {
    expect(parts).toHaveLength(2);
    expect(parts.join('')).not.toMatch(/[{}]/);
  }
});

test('a conversation that was merged is answered elsewhere', () => {
  const tie = (kind: Tie['kind'], role: Tie['role']) => ({ id: kind + role, kind, role }) as Tie;
  expect(mergedInto(null)).toBeNull();
  expect(mergedInto([tie('merged', 'from'), tie('split', 'to'), tie('related', 'with')])).toBeNull();
  expect(mergedInto([tie('related', 'with'), tie('merged', 'into')])?.id).toBe('mergedinto');
});

test('each act carries the number by which a retry is known', async () => {
  const sent: { client_id: string }[] = [];
  const http = { call: (_: string, __: string, body: { client_id: string }) => (sent.push(body), Promise.resolve({})) } as unknown as Http;
  await makeTie(http, 'a', { kind: 'merged', reference: 'OM-4F7K-2M9Q' }, 'same');
  await makeTie(http, 'a', { kind: 'merged', reference: 'OM-4F7K-2M9Q' }, 'same');
  expect(sent.map(({ client_id }) => client_id)).toEqual(['same', 'same']);
});

test('every refusal has words', () => {
  const source = ['ties', 'followers', 'desk'].map((name) => readFileSync(join(import.meta.dirname, `../../../../src/desk/${name}.cpp`), 'utf8')).join();
  const codes = [...source.matchAll(/\bProblem ?\{[^;]*?"([a-z_]+\.[a-z_]+)"/g)].map(([, code]) => code!);
  const ours = [...new Set(codes)].filter((code) => /^(?:ties?|merge|mentions|split|reference|followers)\.|^conversation\.merged/.test(code)).sort();
  expect(ours.length).toBeGreaterThan(9);
  expect(ours.filter((code) => !isKey('problem.' + code))).toEqual([]);
});
