// The help centre's pages: templates, words and samples fit each other and what the program can say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import mustache from 'mustache';
import { common, messages, samples, templates } from '../site/scripts/pages.mjs';

const source = join(import.meta.dirname, '../../src');
const flat = (value, place = '') =>
  typeof value === 'string' ? [[place, value]] : Object.entries(value).flatMap(([key, inner]) => flat(inner, place ? `${place}.${key}` : key));
const words = { en: new Map(flat(messages.en)), 'zh-CN': new Map(flat(messages['zh-CN'])) };
const blanks = (text) => [...new Set(text.match(/\{\w+/g) ?? [])].sort();
const all = templates();

describe('words', () => {
  test('both languages have the same keys', () => expect([...words['zh-CN'].keys()]).toEqual([...words.en.keys()]));

  test.each([...words.en.keys()])('%s has text and the same blanks in both', (key) => {
    const [english, chinese] = [words.en.get(key), words['zh-CN'].get(key)];
    expect(english.trim()).not.toBe('');
    expect(chinese.trim()).not.toBe('');
    expect(blanks(chinese).filter((blank) => blank !== '{count')).toEqual(blanks(english).filter((blank) => blank !== '{count'));
    for (const text of [english, chinese]) expect(text.split('{').length).toBe(text.split('}').length);
  });

  const used = new Set(Object.values(all).flatMap((text) => [...text.matchAll(/\{\{[#^]?t\.([\w.-]+)\}\}/g)].map(([, key]) => key)));

  test('every text that a template names exists', () => expect([...used].filter((key) => !words.en.has(key))).toEqual([]));

  test('every text is shown somewhere', () => {
    const program = readdirSync(join(source, 'site')).map((name) => readFileSync(join(source, 'site', name), 'utf8')).join('\n');
    const idle = [...words.en.keys()].filter((key) => !/^(codes|with_values)\./.test(key) && !used.has(key) && !program.includes(`"${key}"`));
    expect(idle).toEqual([]);
  });
});

/** The names of an enumeration: BOOST_DEFINE_ENUM_CLASS(Name, one, two). */
function names(file, enumeration) {
  const text = readFileSync(join(source, file), 'utf8').replace(/\/\/.*$/gm, '');
  const [, list] = new RegExp(`BOOST_DEFINE_ENUM_CLASS\\(\\s*${enumeration},([^)]*)\\)`).exec(text);
  return list.split(',').map((name) => name.trim());
}

describe('what the program tells by a code is told in words', () => {
  const told = (place, codes, parts = ['']) => {
    const keys = codes.flatMap((code) => parts.map((part) => `codes.${place}.${code}${part && '.' + part}`));
    expect(keys.filter((key) => !words.en.has(key))).toEqual([]);
  };
  test('verdicts and why', () => {
    told('verdict', names('official/model.hpp', 'Verdict'));
    told('verdict_text', names('official/model.hpp', 'Verdict'));
    told('look_alike', names('safety/lookalikes.hpp', 'Trick'));
  });
  test('what a letter shows', () => told('finding', names('official/model.hpp', 'LetterSign'), ['title', 'text']));
  test('networks', () => {
    told('network', names('official/model.hpp', 'Network'));
    told('network', names('official/model.hpp', 'SentBy'));
  });
  test('the state of services', () => {
    told('component', names('status/model.hpp', 'Component'));
    told('service', names('status/model.hpp', 'State'));
  });
  test('guided answers', () => {
    told('outcome', names('diagnosis/model.hpp', 'Outcome'));
    told('topic', names('diagnosis/model.hpp', 'Topic'));
    told('topic_hint', names('diagnosis/model.hpp', 'Topic'));
    told('assurance', names('callers/assurance.hpp', 'Assurance'));
    told('field', names('diagnosis/model.hpp', 'IntakeField').filter((name) => name !== 'contact'), ['label']);
  });
});

/** Mustache looks further out for what is missing and shows nothing where nobody has it: here, that is an error. */
class Strict extends mustache.Context {
  lookup(name) {
    const value = super.lookup(name);
    if (value === undefined) throw new Error(`nobody says what {{${name}}} is`);
    return value;
  }
  push(view) {
    return new Strict(view, this);
  }
}

/** What the contract forbids, because C++ and JavaScript would understand it differently. */
function faults(value, place = '') {
  if (Array.isArray(value)) return value.flatMap((each, i) => faults(each, `${place}[${i}]`));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, each]) => [
      ...(Array.isArray(each) && value['has_' + key] !== each.length > 0 ? [`${place}.has_${key}`] : []),
      ...faults(each, `${place}.${key}`),
    ]);
  }
  if (typeof value === 'boolean') return [];
  if (value === '' ? /\.(value|query)$/.test(place) : typeof value === 'string') return [];
  return [place];
}

describe('samples', () => {
  const every = samples();
  const writer = new mustache.Writer();

  test('there is one of every page', () => {
    const shown = new Set(every.map(({ page }) => page));
    expect(Object.keys(all).filter((name) => !name.startsWith('_') && name !== 'layout' && !shown.has(name))).toEqual([]);
  });

  test.each(every.map((sample) => [sample.name, sample]))('%s keeps the contract', (_, { page, lang, context }) => {
    expect(faults(context)).toEqual([]);
    const whole = { ...common[lang], assets: { css: '/c', js: '/j', icons: '/i' }, t: messages[lang], ...context };
    const render = (name, view) => writer.renderTokens(writer.parse(all[name]), new Strict(view), all, all[name]);
    const html = render('layout', { ...whole, main: render(page, whole) });
    // Nothing that the content security policy would refuse, nothing that the words could not close.
    expect(html.match(/<script(?! type="module" src="(\/|&#x2F;))|\sstyle=|\son\w+="|javascript:/gi)).toBeNull();
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const [, id] of html.matchAll(/\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"/g)) {
      for (const each of id.split(' ')) expect(ids).toContain(each);
    }
  });
});
