import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Letter } from '@ombud/shared/api';
import { LETTER } from '../samples';
import { isKey, textNow } from '../text';
import { LetterView, ProgramNote } from './letter';

const text = textNow();

beforeAll(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));

function shown(what: ReactNode): HTMLElement {
  const place = document.createElement('div');
  act(() => createRoot(place).render(what));
  return place;
}
const ofLetter = (change: Partial<Letter>, words: ReactNode = <p>还没到账</p>) =>
  shown(<LetterView letter={{ ...LETTER, ...change }} conversation="one" spoken="zh-CN">{words}</LetterView>);

test('a letter says who sent it, about what, and how far that is to be believed', () => {
  for (const belief of ['believed', 'unknown', 'refuted'] as const) {
    const words = ofLetter({ belief }).textContent;
    for (const part of ['wei@example.cn', '提现', '还没到账', text(`letter.${belief}`)]) expect(words).toContain(part);
  }
});

test('only failed checks are a danger, and only passed ones are good', () => {
  const tone = (belief: Letter['belief']) => ofLetter({ belief }).querySelector('[data-tone]')?.getAttribute('data-tone') ?? null;
  expect([tone('believed'), tone('unknown'), tone('refuted')]).toEqual(['good', null, 'danger']);
});

test('what a letter lacks is said where it matters and left out where it does not', () => {
  const place = ofLetter({ from: '', subject: null }, '');
  expect(place.textContent).toContain(text('letter.no_sender'));
  expect(place.textContent).toContain(text('letter.no_words'));
  expect(place.querySelector('strong, details, ul')).toBeNull();
  expect(ofLetter({ subject: '' }).querySelector('strong')).toBeNull();
});

test('history and signature wait below the words until somebody asks', () => {
  const place = ofLetter({ quoted: '> 您好\n> 助记词 [removed:recovery_phrase]\n<b>--</b>' });
  const fold = place.querySelector('details')!;
  expect(fold.open).toBe(false);
  expect(fold.querySelector('summary')!.textContent).toBe(text('letter.show_quoted'));
  expect(fold.querySelector('p')!.textContent).toBe(`> 您好\n> 助记词 [${text('secret.recovery_phrase')}]\n<b>--</b>`);
  act(() => {
    fold.open = true;
    fold.dispatchEvent(new Event('toggle'));
  });
  expect(fold.querySelector('summary')!.textContent).toBe(text('letter.hide'));
});

test('files that were not taken over are named, the same name twice, too', () => {
  const place = ofLetter({ not_taken: ['update.exe', 'update.exe', 'صورة.zip'] });
  expect([...place.querySelectorAll('li bdi')].map((name) => name.textContent)).toEqual(['update.exe', 'update.exe', 'صورة.zip']);
  expect(place.textContent).toContain(text('letter.not_taken'));
});

test('a letter that may belong elsewhere leads there', () => {
  const link = shown(<ProgramNote data={{ related: { id: 'c-2', reference: 'OM-7F3K-92QD' } }} body="OM-7F3K-92QD" time={null} />).querySelector('a')!;
  expect(link.textContent).toBe('OM-7F3K-92QD');
  expect(link.getAttribute('href')).toBe('/desk/inbox/all/c-2');
});

test('an automatic reply says whose it is; its words are folded', () => {
  const note = (body: string) => shown(<ProgramNote data={{ automatic: 'wei@example.cn' }} body={body} time={null} />);
  expect(note('我在休假').querySelector('.program-note > p')!.textContent).toContain('wei@example.cn');
  expect(note('我在休假').querySelector('details p')!.textContent).toBe('我在休假');
  expect(note('').querySelector('details')).toBeNull();
});

test('a guided answer that a letter offered says how it ended, and its way is folded', () => {
  const data = { diagnosis: { flow: 'withdrawal', title: '提现没到账', outcome: 'waiting', run_id: 'r-1' } };
  const note = shown(<ProgramNote data={data} body="到 14:05 为止暂停" time={null} />);
  expect(note.querySelector('.program-note > p')!.textContent).toContain(text('letter.diagnosed', { title: '提现没到账', outcome: text('outcome.waiting') }));
  expect(note.querySelector('details p')!.textContent).toBe('到 14:05 为止暂停');
  expect(note.querySelector('details')!.open).toBe(false);
});

test('an answer that was held says whose it is and why, and leads to where it waits', () => {
  const note = shown(<ProgramNote data={{ planned: { held: 'author_gone', author: 'Ana', of: { id: 'c-2', reference: 'OM-7F3K-92QD' } } }} body="" time={null} />);
  for (const words of [text('event.held_back', { name: 'Ana' }), text('planned.held.author_gone')]) expect(note.textContent).toContain(words);
  expect(note.querySelector('a')!.getAttribute('href')).toBe('/desk/inbox/all/c-2');
});

test('a letter is shown as sent only when somebody asks', () => {
  const place = ofLetter({ has_html: true });
  const button = place.querySelector('button')!;
  expect(button.textContent).toBe(text('original.show'));
  expect(button.getAttribute('aria-expanded')).toBe('false');
  expect(place.querySelector('iframe')).toBeNull();
  expect(ofLetter({ has_html: false }).querySelector('button')!.textContent).toBe(text('original.show_headers'));
});

test('a note of a kind that came after us shows its words', () => {
  expect(shown(<ProgramNote data={null} body="later" time={null} />).textContent).toContain('later');
});

test('every belief of the server has words', () => {
  const model = readFileSync(join(import.meta.dirname, '../../../../src/email/model.hpp'), 'utf8').replace(/\/\/.*$/gm, '');
  const names = /BOOST_DEFINE_ENUM_CLASS\(Belief,([^)]*)\)/.exec(model)![1]!.split(',').map((name) => name.trim());
  expect(names).toHaveLength(3);
  expect(names.filter((name) => !isKey('letter.' + name))).toEqual([]);
});
