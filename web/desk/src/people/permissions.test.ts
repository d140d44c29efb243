import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FOR_PEOPLE, PERMISSIONS } from '@ombud/shared/access';
import { isKey } from '../text';
import { difference, GROUPS, IN_GROUP } from './permissions';

const source = (path: string) => readFileSync(join(import.meta.dirname, '../../../../src', path), 'utf8').replace(/\/\/.*$/gm, '');

test('every permission of the server stands in one group and has words', () => {
  const [, listed = ''] = /BOOST_DEFINE_ENUM_CLASS\(Permission,([^)]*)\)/.exec(source('staff/model.hpp')) ?? [];
  const server = listed.split(',').map((name) => name.trim()).filter(Boolean).sort();
  expect(server.length).toBeGreaterThan(10);
  expect(GROUPS.flatMap((group) => IN_GROUP[group]).sort()).toEqual(server);
  expect([...PERMISSIONS].sort()).toEqual(server);
  expect(server.filter((name) => !isKey('permission.' + name))).toEqual([]);
});

test('what no program holds is what the server says', () => {
  const [, body = ''] = /is_for_people\(Permission permission\) \{([^}]*)\}/.exec(source('staff/keys.cpp')) ?? [];
  expect([...body.matchAll(/== (\w+)/g)].map(([, name]) => name).sort()).toEqual([...FOR_PEOPLE].sort());
});

test('two roles differ in what only one of them may do', () => {
  expect(difference(['reply', 'assign'], ['reply', 'see_mail'])).toEqual({ first: ['assign'], second: ['see_mail'] });
  expect(difference([], [])).toEqual({ first: [], second: [] });
});

test('every refusal and act of roles, keys and webhooks has words', () => {
  const files = ['staff/roles.cpp', 'staff/keys.cpp', 'staff/staff.cpp', 'webhooks/webhooks.cpp', 'fetch/outward.cpp'].map(source);
  const codes = files.flatMap((text) => [...text.matchAll(/"((?:role|permissions?|key|network|networks|webhook|delivery|events?|url|staff)\.[a-z_]+)"/g)].map(([, code]) => code!));
  expect(codes.length).toBeGreaterThan(30);
  expect([...new Set(codes)].filter((code) => !isKey('problem.' + code) && !isKey('audit.act.' + code))).toEqual([]);
});
