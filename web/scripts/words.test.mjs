// What the server says by a code, people read in words: every code of an account that its sources know has some.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const source = join(root, '..', 'src');
const read = (path) => readFileSync(path, 'utf8').replace(/\/\/.*$/gm, '');
const words = (...names) => Object.assign({}, ...names.map((name) => JSON.parse(readFileSync(join(root, name), 'utf8'))));
const own = words('ui/messages/en.json', 'me/messages/door.en.json', 'me/messages/account.en.json');
const desk = words('ui/messages/en.json', 'desk/messages/en.json');

const sources = (folder) =>
  readdirSync(join(source, folder))
    .filter((name) => /\.[ch]pp$/.test(name) && !/_(test|fuzz)\./.test(name))
    .map((name) => read(join(source, folder, name)));

/** The names of an enumeration: BOOST_DEFINE_ENUM_CLASS(Name, one, two). */
function names(file, enumeration) {
  const [, list] = new RegExp(`BOOST_DEFINE_ENUM_CLASS\\(${enumeration},([^)]*)\\)`).exec(read(join(source, file)));
  return list.split(',').map((name) => name.trim());
}

/** The codes of refusals, but for those that only a program can cause: a form never sends what has the wrong shape. */
function refusals() {
  const texts = [...['accounts', 'credentials', 'factors', 'sessions'].flatMap(sources), ...['edge/gate.cpp', 'safety/typed.cpp'].map((name) => read(join(source, name)))];
  const statements = texts.flatMap((text) => text.match(/(?:\bProblem(?: \w+)?\{|\bfail_field\(|\brefuse\()[^;]*;/g) ?? []);
  const codes = statements.flatMap((statement) => statement.match(/"[a-z_]+\.[a-z_]+"/g) ?? []).map((code) => code.slice(1, -1));
  return [...new Set(codes)].filter((code) => !code.startsWith('field.')).sort();
}

const lacking = (catalogue, keys) => keys.filter((key) => !(key in catalogue));

describe('a customer reads in words', () => {
  test('every refusal', () => {
    const codes = refusals();
    expect(codes.length).toBeGreaterThan(40);
    expect(lacking(own, codes.map((code) => 'problem.' + code))).toEqual([]);
  });
  test('everything that happened', () => {
    expect(lacking(own, names('accounts/events.hpp', 'EventKind').map((kind) => 'event.' + kind))).toEqual([]);
  });
  test('every fact of the check-up', () => {
    const keys = names('accounts/protection_model.hpp', 'CheckupKey');
    expect(lacking(own, keys.flatMap((key) => ['good', 'open', 'why', 'act'].map((part) => `check.${key}.${part}`)))).toEqual([]);
  });
  test('every chain, every permission, every state of a letter', () => {
    expect(lacking(own, names('accounts/protection_model.hpp', 'Chain').map((chain) => 'chain.' + chain))).toEqual([]);
    expect(lacking(own, names('accounts/protection_model.hpp', 'KeyPermission').map((may) => 'keys.may_' + may))).toEqual([]);
    expect(lacking(own, names('outbox/outbox.hpp', 'DeliveryState').map((state) => 'letter.' + state))).toEqual([]);
  });
});

test('staff read in words what was done to an account', () => {
  expect(lacking(desk, names('accounts/events.hpp', 'EventKind').map((kind) => 'audit.act.account.' + kind))).toEqual([]);
  expect(lacking(desk, names('outbox/outbox.hpp', 'DeliveryState').map((state) => 'letters.delivery.' + state))).toEqual([]);
});
