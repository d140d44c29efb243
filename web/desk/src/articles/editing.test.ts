import { beforeEach, describe, expect, test } from 'vitest';
import type { ArticleText } from '@ombud/shared/articles';
import { ME, MemoryShelf } from '../samples';
import { hindrances, isDirty, isTooLong, keywordsOf, slugOf, TextEditing, withPicture } from './editing';

const text = (revision: number, markdown: string, change: Partial<ArticleText> = {}): ArticleText => ({
  language: 'en', revision, state: 'unpublished', published: null, plan: null, checked_against: null, out_of_date_since: null,
  draft: { title: 'Locked', summary: 'Why', keywords: ['lock', 'wait'], markdown, translated_from: null, by: 'b', by_name: 'Ben', at: '2026-11-28T10:00:00Z' },
  ...change,
});

let shelf: MemoryShelf;
beforeEach(() => {
  shelf = new MemoryShelf();
});
const open = (from?: ArticleText) => new TextEditing(shelf, ME, 'article', 'en', from);

describe('writing', () => {
  test('begins with what is stored, and is dirty only once something differs', () => {
    const editing = open(text(3, 'Wait.'));
    expect(editing.state.get().words).toEqual({ title: 'Locked', summary: 'Why', keywords: 'lock, wait', markdown: 'Wait.' });
    expect(isDirty(editing.state.get())).toBe(false);
    editing.write({ markdown: 'Wait a little.' });
    expect(isDirty(editing.state.get())).toBe(true);
    editing.write({ markdown: 'Wait.' });
    expect(isDirty(editing.state.get())).toBe(false);
    expect(shelf.length).toBe(0);
  });

  test('survives a reload', () => {
    open(text(3, 'Wait.')).write({ markdown: 'Wait a little.' });
    const again = open(text(3, 'Wait.')).state.get();
    expect(again.words.markdown).toBe('Wait a little.');
    expect(again.crossed).toBeNull();
  });

  test('what is kept stands where signing out looks for it', () => {
    open(text(3, 'Wait.')).write({ markdown: 'x' });
    expect(shelf.key(0)).toMatch(new RegExp(`^ombud\\.desk\\.draft\\.${ME}\\.`));
  });

  test('sends the revision that it was written upon, trimmed, with keywords apart', () => {
    const editing = open(text(3, 'Wait.'));
    editing.write({ title: ' Locked out ', keywords: 'lock，账户锁定、wait;lock' });
    editing.saysTheSameAs(4);
    expect(editing.toSave()).toEqual({
      language: 'en', base: 3, title: 'Locked out', summary: 'Why', keywords: ['lock', '账户锁定', 'wait'], markdown: 'Wait.', translated_from: 4,
    });
  });

  test('a first text is written upon nothing', () => {
    expect(open().toSave()).toMatchObject({ base: 0, title: '', keywords: [] });
  });
});

describe('saving', () => {
  test('what was typed meanwhile stays and is still to be saved', () => {
    const editing = open(text(3, 'Wait.'));
    editing.write({ markdown: 'Wait a little.' });
    const sent = editing.state.get().words;
    editing.write({ markdown: 'Wait a little longer.' });
    editing.took(text(4, 'Wait a little.'), sent);
    expect(editing.state.get()).toMatchObject({ base: 4, words: { markdown: 'Wait a little longer.' }, crossed: null });
    expect(isDirty(editing.state.get())).toBe(true);
  });

  test('what arrived is no longer kept here', () => {
    const editing = open(text(3, 'Wait.'));
    editing.write({ markdown: 'Wait a little.' });
    editing.took(text(4, 'Wait a little.'), editing.state.get().words);
    expect(isDirty(editing.state.get())).toBe(false);
    expect(shelf.length).toBe(0);
  });
});

describe('a colleague saved in between', () => {
  const crossed = () => {
    const editing = open(text(3, 'Wait.'));
    editing.write({ markdown: 'Mine.' });
    editing.took(text(4, 'Theirs.'));
    return editing;
  };
  test('mine stays on screen, theirs is told', () => {
    expect(crossed().state.get()).toMatchObject({ base: 3, words: { markdown: 'Mine.' }, crossed: { revision: 4, draft: { by_name: 'Ben' } } });
  });
  test('that is still so after a reload', () => {
    crossed();
    expect(open(text(4, 'Theirs.')).state.get()).toMatchObject({ words: { markdown: 'Mine.' }, crossed: { revision: 4 } });
  });
  test('mine can go on upon theirs', () => {
    const editing = crossed();
    editing.keepMine();
    expect(editing.toSave()).toMatchObject({ base: 4, markdown: 'Mine.' });
    expect(editing.state.get().crossed).toBeNull();
  });
  test('theirs can take its place', () => {
    const editing = crossed();
    editing.takeTheirs(text(4, 'Theirs.'));
    expect(editing.state.get().words.markdown).toBe('Theirs.');
    expect(shelf.length).toBe(0);
  });
  test('where nothing was written theirs simply comes, and the same words are no crossing', () => {
    const untouched = open(text(3, 'Wait.'));
    untouched.took(text(4, 'Theirs.'));
    expect(untouched.state.get()).toMatchObject({ base: 4, words: { markdown: 'Theirs.' }, crossed: null });
    const same = open(text(3, 'Wait.'));
    same.write({ markdown: 'Theirs.' });
    same.took(text(4, 'Theirs.'));
    expect(same.state.get()).toMatchObject({ base: 4, crossed: null });
  });
});

test('what keeps a text from being published', () => {
  expect(hindrances(open().state.get(), undefined)).toEqual(['no_title', 'no_summary', 'no_text']);
  const stored = text(3, 'Wait.');
  expect(hindrances(open(stored).state.get(), stored)).toEqual([]);
  const published = text(3, '', { draft: null, published: { version: 1, title: 'a', summary: 'b', keywords: [], markdown: 'c', translated_from: null, note: null, made_by: null, made_by_name: null, made_at: '', published_at: '' } });
  expect(hindrances(open(published).state.get(), published)).toEqual(['nothing_new']);
});

test.each([
  ['My account is locked!', 'my-account-is-locked'],
  ['I can’t sign in', 'i-cant-sign-in'],
  ['2FA / 谷歌验证', '2fa'],
  ['账户被锁', ''],
  ['Café — naïve', 'cafe-naive'],
])('%s is called %s in the address', (title, slug) => expect(slugOf(title)).toBe(slug));

test('keywords are what stands between commas of any kind', () => expect(keywordsOf(' a,，b、\nc; ')).toEqual(['a', 'b', 'c']));

describe('a picture', () => {
  test('takes the place of what is selected, and one goes on behind it', () => {
    const { markdown, end } = withPicture('Open it here now.', { start: 8, end: 12 }, 'here', '../media/1.png');
    expect(markdown).toBe('Open it ![here](../media/1.png) now.');
    expect(markdown.slice(end)).toBe(' now.');
  });

  test('is described in words, whatever they are', () => {
    const { markdown } = withPicture('', { start: 0, end: 0 }, ' The [Queue]\nand *1*_2_ <b> ', '../media/1.png');
    expect(markdown).toBe('![The \\[Queue\\] and \\*1\\*\\_2\\_ \\<b>](../media/1.png)');
  });
});

test('an article is as long as the server lets it be, in bytes', () => {
  expect(isTooLong('é'.repeat(64 * 1024))).toBe(false);
  expect(isTooLong('é'.repeat(64 * 1024) + '.')).toBe(true);
});
