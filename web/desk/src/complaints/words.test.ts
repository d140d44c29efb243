import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Complaint, ComplaintStep, Details, StepKind } from '@ombud/shared/complaints';
import { isKey } from '../text';
import { actsOf, changed, changedNames, daysLeft, DETAIL_LINES, DETAIL_TEXTS, filesOf, inFields, needsAnother, restOf, wayOf, type DetailField } from './words';

const details: Details = { name: 'Li Wei', subject: 'Nine days', description: 'Nobody said why', documents: [] };
const complaint = (more: Partial<Complaint>): Complaint => ({
  id: 'a', conversation_id: 'b', reference: 'C-2026-0001', language: 'en', by_form: true, service: 'transfer', topic: 'delay', stage: 'received', outcome: null, due: 'in_time',
  received_on: '2026-11-30', limit_on: '2027-01-30', due_on: '2027-01-30', received_at: '2026-11-30T10:00:00Z', registered_at: '2026-11-30T10:00:00Z', due_at: '2027-01-31T00:00:00Z',
  acknowledge_by: '2026-12-02T10:00:00Z', acknowledged_at: null, decided_at: null, investigated_at: null, answered_at: null, closed_at: null, details, points: [], points_by: null,
  revision: 1, steps: [], ...more,
});

test('days are counted until the last one is over', () => {
  const now = Date.parse('2027-01-30T12:00:00Z');
  expect(daysLeft('2027-01-31T00:00:00Z', now)).toBe(1);
  expect(daysLeft('2027-01-30T00:00:00Z', now)).toBe(-1);
  expect(daysLeft('2027-02-10T12:00:00Z', now)).toBe(11);
});

describe('what comes next', () => {
  test('each stage has one act first', () => {
    expect(actsOf(complaint({}))[0]).toBe('acknowledged');
    expect(actsOf(complaint({ stage: 'acknowledged' }))[0]).toBe('decided');
    expect(actsOf(complaint({ stage: 'admissible' }))[0]).toBe('investigated');
    expect(actsOf(complaint({ stage: 'investigated' }))[0]).toBe('points');
    const points = [{ claim: 'It was slow', position: 'rejected' as const, reasons: 'The terms allow ten days' }];
    expect(actsOf(complaint({ stage: 'investigated', points }))[0]).toBe('answered');
    expect(actsOf(complaint({ stage: 'investigated', points: [{ ...points[0]!, reasons: ' ' }] }))).not.toContain('answered');
    expect(actsOf(complaint({ stage: 'answered' }))).toEqual(['closed', 'corrected']);
    expect(actsOf(complaint({ stage: 'closed' }))).toEqual([]);
  });
  test('a later day is told before the limit, and is owed after it', () => {
    expect(actsOf(complaint({ stage: 'investigated' }))).toContain('extended');
    expect(actsOf(complaint({ stage: 'investigated', due: 'late' }))).toContain('extended');
  });
});

test('whoever refuses does not send alone', () => {
  const points = [{ claim: 'a', position: 'rejected' as const, reasons: 'b' }];
  expect(needsAnother(complaint({ points, points_by: 'me' }), 'answered', 'me')).toBe(true);
  expect(needsAnother(complaint({ points, points_by: 'me' }), 'answered', 'you')).toBe(false);
  expect(needsAnother(complaint({ points: [{ ...points[0]!, position: 'accepted' }], points_by: 'me' }), 'answered', 'me')).toBe(false);
  const step = (seq: number, kind: StepKind, by: string | null): ComplaintStep => ({ seq, kind, at: '2026-11-30T10:00:00Z', by: by === null ? null : { id: by, name: by }, data: {}, words: null, letter: null, letter_seq: null });
  const steps = [step(1, 'registered', null), step(2, 'acknowledged', 'me'), step(3, 'points', 'you')];
  expect(needsAnother(complaint({ points, points_by: 'she', steps }), 'answered', 'you')).toBe(true);
  expect(needsAnother(complaint({ steps }), 'closed', 'me')).toBe(true);
  expect(needsAnother(complaint({ steps }), 'closed', 'you')).toBe(false);
  expect(needsAnother(complaint({ steps: steps.slice(0, 1) }), 'acknowledged', 'you')).toBe(true);
});

test('the way leads past what is not admissible', () => {
  expect(wayOf(complaint({ stage: 'investigated' })).filter(({ done }) => done).map(({ stage }) => stage)).toEqual(['received', 'acknowledged', 'admissible']);
  expect(wayOf(complaint({ stage: 'closed', outcome: 'inadmissible' })).map(({ stage }) => stage)).toEqual(['received', 'acknowledged', 'inadmissible', 'closed']);
});

test('a correction sends what was changed', () => {
  const typed = Object.fromEntries([...DETAIL_LINES, ...DETAIL_TEXTS].map((field) => [field, details[field] ?? ''])) as Record<DetailField, string>;
  const bill = { id: 'b', name: 'bill.txt' };
  const power = { id: 'p', name: 'power.txt' };
  const files = [bill, power];
  expect(changed(details, typed, restOf(details), files)).toEqual({});
  expect(changed(details, { ...typed, name: '', damage: '300 EUR' }, restOf(details), files)).toEqual({ name: '', damage: '300 EUR' });
  expect(changed(details, typed, { ...restOf(details), documents: ['b'] }, files)).toEqual({ documents: [bill] });
  const spoken: Details = { ...details, representative: { name: 'Zhao Min', phone: '+•••', power: [power] } };
  const rest = restOf(spoken);
  expect(changed(spoken, typed, { ...rest, representative: { ...rest.representative, name: 'Zhao Minmin' } }, files)).toEqual({ representative: { name: 'Zhao Minmin' } });
  expect(changed(spoken, typed, { ...rest, power: [] }, files)).toEqual({ representative: { power: [] } });
});

test('a long message fills both fields and loses nothing', () => {
  expect(inFields('It took nine days')).toEqual({ description: 'It took nine days', comments: '' });
  const long = 'Nobody said why. '.repeat(700).trim();
  const { description, comments } = inFields(long);
  expect(description.length).toBeLessThanOrEqual(8000);
  expect(description + ' ' + comments).toBe(long);
});

test('the files of a conversation are named once, and those of a complaint whose entries are not loaded, too', () => {
  const file = (id: string) => ({ id, name: id + '.txt' });
  const entries = [{ attachments: [file('a')] }, { attachments: [file('b')] }];
  expect(filesOf(entries, { ...details, documents: [file('a'), file('old')] }).map(({ id }) => id)).toEqual(['a', 'old', 'b']);
});

test('a correction names what it changed, also where the masked words look the same', () => {
  const step: ComplaintStep = { seq: 2, kind: 'corrected', at: '2026-11-30T10:00:00Z', by: null, data: { changed: ['phone', 'representative'] }, words: { before: details }, letter: null, letter_seq: null };
  expect(changedNames(step, details)).toEqual(['phone', 'representative']);
  expect(changedNames({ ...step, data: {} }, { ...details, name: 'Li' })).toEqual(['name']);
});

const source = join(import.meta.dirname, '../../../../src/complaints');
const read = (name: string) => readFileSync(join(source, name), 'utf8').replace(/\/\/.*$/gm, '');
const sources = readdirSync(source).filter((name) => /\.[ch]pp$/.test(name) && !name.includes('_test')).map(read).join('\n');
const names = (enumeration: string) => new RegExp(`BOOST_DEFINE_ENUM_CLASS\\(${enumeration},([^)]*)\\)`).exec(read('model.hpp'))![1]!.split(',').map((name) => name.trim());

test('every refusal and every act on the record has words', () => {
  const refusals = (sources.match(/\bProblem(?: \w+)?\{[^;]*;/g) ?? []).flatMap((text) => [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, code]) => code!));
  const codes = [...new Set(refusals)].filter((code) => !code.startsWith('client_id.') && !/^(?:details|points)\./.test(code) && code !== 'field.choice' && code !== 'conversation.unknown');
  expect(codes.length).toBeGreaterThan(12);
  expect(codes.filter((code) => !isKey('problem.' + code))).toEqual([]);
  const acts = [...names('StepKind'), 'terms_changed', 'register_taken', 'report_taken'];
  expect(acts.filter((act) => !isKey('audit.act.complaint.' + act))).toEqual([]);
});

test('every value of the register has a name', () => {
  const keys = [['service', 'Service'], ['topic', 'Topic'], ['stage', 'Stage'], ['outcome', 'Outcome'], ['step', 'StepKind'], ['position', 'Position']].flatMap(([place, enumeration]) => names(enumeration!).map((name) => `complaints.${place!}.${name}`));
  expect(keys.length).toBeGreaterThan(40);
  expect(keys.filter((key) => !isKey(key))).toEqual([]);
});
