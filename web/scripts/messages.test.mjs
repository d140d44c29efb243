// Chinese and English are equals: every text exists in both, with the same blanks to fill.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const catalogues = ['widget', 'demo', 'desk', 'me', 'shared', 'ui'].flatMap((app) => {
  try {
    return readdirSync(join(root, app, 'messages'), { recursive: true })
      .map((name) => join(app, 'messages', String(name)))
      .filter((name) => basename(name).endsWith('en.json'));
  } catch {
    return [];
  }
});
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const blanks = (message) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();

test('there are catalogues', () => expect(catalogues.length).toBeGreaterThan(0));

describe.each(catalogues)('%s', (name) => {
  const english = read(name);
  const chinese = read(name.replace(/en\.json$/, 'zh-CN.json'));

  test('both languages have the same keys', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
  });

  test.each(Object.keys(english))('%s has text and the same blanks in both', (key) => {
    expect(blanks(chinese[key])).toEqual(blanks(english[key]));
    for (const text of [english[key], chinese[key]]) {
      const forms = typeof text === 'string' ? [text] : Object.values(text);
      expect(forms.every((form) => form.trim() !== '')).toBe(true);
      if (typeof text !== 'string') expect(text.other).toBeTypeOf('string');
    }
  });
});
