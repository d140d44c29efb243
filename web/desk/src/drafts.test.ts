import { describe, expect, test, vi } from 'vitest';
import { Drafts, NOTHING, written } from './drafts';
import { MemoryShelf } from './samples';

describe('Drafts', () => {
  test('come back after a reload, apart for each conversation and for reply and note', () => {
    const shelf = new MemoryShelf();
    const before = new Drafts(shelf, 'me');
    before.of('one', 'reply').set(written(NOTHING, '正在查', 7));
    before.of('one', 'note').set(written(NOTHING, '留意', 7));
    const after = new Drafts(shelf, 'me');
    expect(after.of('one', 'reply').get()).toEqual({ body: '正在查', attachments: [], answering: 7 });
    expect(after.of('one', 'note').get().body).toBe('留意');
    expect(after.of('two', 'reply').get()).toEqual(NOTHING);
    expect(after.count()).toBe(2);
  });

  test('another person at this computer does not see them', () => {
    const shelf = new MemoryShelf();
    new Drafts(shelf, 'me').of('one', 'reply').set(written(NOTHING, 'x', 1));
    expect(new Drafts(shelf, 'you').of('one', 'reply').get()).toEqual(NOTHING);
    expect(new Drafts(shelf, 'you').count()).toBe(0);
  });

  test('sent or emptied, nothing stays; signing out forgets all', () => {
    const shelf = new MemoryShelf();
    const drafts = new Drafts(shelf, 'me');
    const draft = drafts.of('one', 'reply');
    draft.set(written(NOTHING, 'x', 1));
    draft.set(NOTHING);
    expect(shelf.length).toBe(0);
    draft.set(written(NOTHING, 'y', 1));
    drafts.forget();
    expect(shelf.length).toBe(0);
  });

  test('a full or broken shelf costs nothing but the memory of it', () => {
    const shelf = new MemoryShelf();
    vi.spyOn(shelf, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const draft = new Drafts(shelf, 'me').of('one', 'reply');
    draft.set(written(NOTHING, 'x', 1));
    expect(draft.get().body).toBe('x');
    const broken = new MemoryShelf();
    broken.setItem('ombud.desk.draft.me.one.reply', '{');
    expect(new Drafts(broken, 'me').of('one', 'reply').get()).toEqual(NOTHING);
  });
});

describe('written', () => {
  test('remembers what stood there at the first key, until the text is gone', () => {
    const first = written(NOTHING, 'H', 4);
    const second = written(first, 'Hi', 9);
    expect(second.answering).toBe(4);
    expect(written(second, ' ', 9).answering).toBeNull();
  });
});
