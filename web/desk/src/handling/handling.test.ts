import { describe, expect, test } from 'vitest';
import type { HandlingData } from '@ombud/shared/api';
import type { Conditions, FieldDefinition } from '@ombud/shared/work';
import { setSettings } from '../settings';
import { textNow } from '../text';
import { begun, conditionsText, pickable, unfilledIn } from './condition-words';
import { handlingText } from './handling-words';
import type { Names } from './names';
import { opposite, oppositeAct, steps } from './opposite';
import { fieldsFor } from './own-fields';

const field = (name: string, change: Partial<FieldDefinition> = {}): FieldDefinition => ({ name, label_en: name.toUpperCase(), label_zh: '字段' + name, kind: 'text', choices: [], topics: [], ended: false, ...change });
const tier = field('tier', { kind: 'choice', choices: [{ value: 'gold', label_en: 'Gold', label_zh: '金' }] });
const names: Names = {
  queues: [{ id: 'q', name: 'Money' }],
  people: [{ id: 'p', name: 'Ben' }],
  tags: ['vip'],
  fields: [tier],
  fieldLabel: ({ label_en }) => label_en,
};
const LATER = Date.parse('2026-06-01T00:00:00Z');
const MOMENT = '2026-07-01T09:00:00Z';

describe('the opposite of a change', () => {
  test.each<[HandlingData, object | null]>([
    [{ set: { priority: 'urgent' }, before: { priority: 'low' } }, { priority: 'low' }],
    [{ set: { topic: 'theft' }, before: { topic: null } }, { clear: ['topic'] }],
    [{ set: { topic: null }, before: { topic: 'theft' } }, { topic: 'theft' }],
    [{ set: { queue_id: 'b' }, before: { queue_id: 'a' } }, { queue_id: 'a' }],
    [{ set: { tags: ['a', 'c'] }, before: { tags: ['a', 'b'] } }, { remove_tags: ['c'], add_tags: ['b'] }],
    [{ set: { fields: { tier: 'gold', order: 'x' } }, before: { fields: { order: 'y', other: 1 } } }, { fields: { tier: null, order: 'y' } }],
    [{ set: { snoozed_until: MOMENT }, before: { snoozed_until: null } }, { clear: ['snoozed_until'] }],
    [{ set: { snoozed_until: null }, before: { snoozed_until: MOMENT } }, { snoozed_until: MOMENT }],
    // What it slept until is over by now: it stays awake.
    [{ set: { snoozed_until: null }, before: { snoozed_until: '2026-05-01T09:00:00Z' } }, null],
  ])('%j', (data, expected) => {
    expect(opposite(data, LATER)).toEqual(expected);
  });

  test('of an assignment and of a status', () => {
    expect(oppositeAct({ assignee: { id: 'p', name: 'Ben' }, previous: null }, LATER)).toEqual({ assign: { assignee_id: null } });
    expect(oppositeAct({ assignee: null, previous: { id: 'p', name: 'Ben' } }, LATER)).toEqual({ assign: { assignee_id: 'p' } });
    expect(oppositeAct({ from: 'waiting', to: 'resolved' }, LATER)).toEqual({ status: 'waiting' });
    expect(oppositeAct(null, LATER)).toBeNull();
  });

  test('conversations that go back the same way go together', () => {
    const set = { priority: 'urgent' as const };
    expect(
      steps([{ id: 1, data: { set, before: { priority: 'low' } } }, { id: 2, data: { set, before: { priority: 'normal' } } }, { id: 3, data: { set, before: { priority: 'low' } } }, { id: 4, data: null }], LATER),
    ).toEqual([
      { act: { change: { priority: 'low' } }, ids: [1, 3] },
      { act: { change: { priority: 'normal' } }, ids: [2] },
    ]);
  });
});

describe('a change as one line', () => {
  const line = (data: HandlingData) => handlingText(textNow(), 'Ana', data, names, () => '1 Jul, 09:00');
  test('in English', () => {
    setSettings({ language: 'en' });
    expect(line({ set: { priority: 'urgent' }, before: { priority: 'normal' } })).toBe('Ana set priority to Urgent');
    expect(line({ set: { tags: ['a', 'b'], queue_id: 'q' }, before: { tags: ['c'], queue_id: null } })).toBe('Ana moved it to Money, added tags a, b, removed tag c');
    expect(line({ set: { fields: { tier: 'gold' } }, before: { fields: {} } })).toBe('Ana set TIER to Gold');
    expect(line({ set: { fields: { gone: null as never } }, before: { fields: { gone: 'x' } } })).toBe('Ana cleared gone');
    expect(line({ set: { snoozed_until: MOMENT }, before: { snoozed_until: null } })).toBe('Ana snoozed it until 1 Jul, 09:00');
    expect(line({ set: { priority: 'low' }, before: { priority: 'high' }, by: { kind: 'rule', id: 'r', name: 'Spam' } })).toBe('Rule “Spam” set priority to Low');
    expect(line({ set: { queue_id: 'q' }, before: { queue_id: null }, by: { kind: 'routing', id: null, name: null } })).toBe('Routing moved it to Money');
    expect(line({ set: { snoozed_until: null }, before: { snoozed_until: MOMENT }, by: { kind: 'snooze', id: null, name: null } })).toBe('Woken because the time came');
  });
  test('in Chinese', () => {
    setSettings({ language: 'zh-CN' });
    expect(line({ set: { priority: 'urgent', tags: ['vip'] }, before: { priority: 'normal', tags: [] } })).toBe('Ana把优先级设为“紧急”、添加了标签 vip');
    setSettings({ language: 'en' });
  });
});

describe('conditions in words', () => {
  const said = (conditions: Conditions) => conditionsText(textNow(), conditions, names);
  test('each part, and all together', () => {
    expect(said({ all: [], any: [] })).toBe('Every conversation');
    expect(said({ all: [{ field: 'status', is: 'any_of', values: ['new', 'open'] }, { field: 'waiting', is: 'at_least', values: ['30'] }], any: [] })).toBe('Status: New or Open; Customer waits at least 30 min');
    expect(said({ all: [{ field: 'assignee', is: 'none_of', values: ['me', 'p'] }], any: [{ field: 'queue', is: 'any_of', values: ['q'] }, { field: 'tag', is: 'all_of', values: ['a', 'b'] }] })).toBe(
      'Assigned to not me or Ben; either Queue: Money or Tags: all of a and b',
    );
    expect(said({ all: [{ field: 'queue', is: 'any_of', values: ['x'] }, { field: 'field:tier', is: 'any_of', values: ['gold'] }], any: [] })).toBe('Queue: no longer there; TIER: Gold');
  });

  test('what is still to be filled in is found', () => {
    expect(unfilledIn({ all: [begun('age')], any: [] })).toBeNull();
    expect(unfilledIn({ all: [begun('age'), begun('tag')], any: [] })).toBe('all.1');
    expect(unfilledIn({ all: [], any: [{ field: 'waiting', is: 'at_least', values: [''] }] })).toBe('any.0');
  });

  test('choices are picked, free text is typed', () => {
    expect(pickable(textNow(), 'assignee', names)!.map(([value]) => value)).toEqual(['me', 'nobody', 'p']);
    expect(pickable(textNow(), 'field:tier', names)).toEqual([['gold', 'Gold']]);
    expect(pickable(textNow(), 'tag', names)).toBeNull();
    expect(pickable(textNow(), 'field:unknown', names)).toBeNull();
  });
});

test('own fields are asked for where they fit, and shown where they hold something', () => {
  const all = [field('always'), field('theft', { topics: ['theft'] }), field('old', { ended: true })];
  const shown = (topic: string | null, values: Record<string, string> = {}) => fieldsFor(all, topic, values).map(({ name }) => name);
  expect(shown(null)).toEqual(['always']);
  expect(shown('theft')).toEqual(['always', 'theft']);
  expect(shown('deposit', { theft: 'x', old: 'y' })).toEqual(['always', 'theft', 'old']);
});
