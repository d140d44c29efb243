// What the server says by a code, staff read in words: every refusal of what they work with, and every act on the record.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isKey } from './text';

const source = join(import.meta.dirname, '../../../src');
const read = (path: string) => readFileSync(join(source, path), 'utf8').replace(/\/\/.*$/gm, '');
const filesOf = (folder: string) =>
  readdirSync(join(source, folder))
    .filter((name) => /\.[ch]pp$/.test(name) && !/_(?:test|fuzz)\./.test(name))
    .map((name) => folder + '/' + name);
const codesIn = (text: string) => [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, code]) => code!);

/** Only customers hear these: on the site, in the chat, in letters. */
const CUSTOMERS = /^(?:proof|letter|feedback|what|ticket|code|email|rate|fields?)\./;
/** Mistakes in files, told by the command line. */
const FILES = /^(?:head|folder|flows?|article\.differs)\b/;

test('plurals are said as this desk reads them, not as ICU writes them', () => {
  for (const language of ['en', 'zh-CN']) {
    const words = JSON.parse(readFileSync(join(import.meta.dirname, `../messages/${language}.json`), 'utf8')) as Record<string, string | Record<string, string>>;
    const wrong = Object.entries(words).filter(([, said]) => [said].flatMap((each) => (typeof each === 'string' ? each : Object.values(each))).some((each) => /\{\w+\s*,/.test(each)));
    expect(wrong).toEqual([]);
  }
});

test('every refusal has words', () => {
  const files = [...['knowledge', 'status', 'official', 'markdown'].flatMap(filesOf), 'diagnosis/runs.cpp', 'diagnosis/walk.cpp', 'diagnosis/diagram.cpp', 'edge/guided.cpp'];
  const refusals = files.flatMap((file) => read(file).match(/\bProblem(?: \w+)?\{[^;]*;/g) ?? []).flatMap(codesIn);
  const ofChannels = [...read('official/snapshot.cpp').matchAll(/\brefuse\("([a-z_]+)"\)/g)].map(([, field]) => 'channel.' + field!);
  const codes = [...new Set([...refusals, ...ofChannels])].filter((code) => !CUSTOMERS.test(code) && !FILES.test(code)).sort();
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !isKey('problem.' + code))).toEqual([]);
});

test('every mistake in a flow has words', () => {
  const said = ['reader', 'checker', 'schema', 'yaml_tree', 'phrase'].flatMap((name) => codesIn(read(`diagnosis/${name}.cpp`)));
  const codes = [...new Set([...said, 'schema'])].filter((code) => !/\.yaml$|^flows\./.test(code)).sort();
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !isKey('flows.mistake.' + code))).toEqual([]);
});

test('every detail on the record has a name', () => {
  const files = ['edge', 'knowledge', 'status', 'official', 'diagnosis', 'accounts', 'approvals', 'program'].flatMap(filesOf).filter((file) => file !== 'edge/api.cpp').map(read);
  const lists = files.flatMap((text) => text.match(/(?:\.details = |json::object details|\brecord\([^;{]*)\{\{[^;]*/g) ?? []).flatMap((list) => [...list.matchAll(/\{"([a-z_]+)",/g)]);
  const single = files.flatMap((text) => [...text.matchAll(/\bdetails(?:\[|\.emplace\()"([a-z_]+)"/g)]);
  const names = [...new Set([...lists, ...single].map(([, name]) => name!))].sort();
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !isKey('audit.detail.' + name))).toEqual([]);
});

test('every act on the record has words', () => {
  const statements = ['knowledge', 'status', 'official', 'diagnosis', 'accounts', 'email'].flatMap(filesOf).flatMap((file) => read(file).split(';'));
  const recorded = statements.filter((statement) => /\brecord(?:_noise)?\(|\.act = /.test(statement)).flatMap(codesIn);
  const acts = [...new Set(recorded)].filter((act) => /^(?:article|status|official|diagnosis|account|mail)\./.test(act) && act !== 'account.account').sort();
  expect(acts.length).toBeGreaterThan(20);
  expect(acts.filter((act) => !isKey('audit.act.' + act))).toEqual([]);
});

test('whatever keeps mail from coming, going or waiting has words', () => {
  const files = [...['access_tokens', 'brands', 'fetching', 'received', 'rounds'].map((name) => `email/${name}.cpp`), 'mail/imap.cpp', 'desk/planned.cpp'];
  const thrown = files.flatMap((file) => read(file).match(/(?:\bProblem\{|\bfail\(|\bconstexpr auto )[^;]*;|\breturn \{ProblemKind[^;]*;/g) ?? []).flatMap(codesIn);
  const codes = [...new Set(thrown)].filter((code) => /^(?:mail|mailbox|brand|round|letter|planned)\./.test(code) && !code.startsWith('mail.imap_not')).sort();
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !isKey('problem.' + code))).toEqual([]);
  const held = [...read('desk/planned.cpp').matchAll(/\breturn "([a-z_]+)";|why = "([a-z_]+)"/g)].map(([, why, other]) => (why ?? other)!);
  expect(held).toHaveLength(5);
  expect(held.filter((why) => !isKey('planned.held.' + why))).toEqual([]);
});

test('every reason to set a letter aside has words, short and long', () => {
  const names = /BOOST_DEFINE_ENUM_CLASS\(Why,([^)]*)\)/.exec(read('email/model.hpp'))![1]!.split(',').map((name) => name.trim());
  expect(names.length).toBeGreaterThan(8);
  expect(names.flatMap((name) => ['aside.why.' + name, 'received.why.' + name]).filter((key) => !isKey(key))).toEqual([]);
});
