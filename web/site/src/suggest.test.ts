import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { suggestArticles } from './suggest';
import { show } from './testing';

const HITS = [
  { slug: 'account-locked', title: [{ text: 'My account is ', marked: false }, { text: '<b>locked</b>', marked: true }], snippet: [{ text: 'It ends by itself', marked: false }], language: 'en' },
  { slug: 'account-frozen', title: [{ text: '账户已冻结', marked: false }], snippet: [{ text: '怎么办', marked: false }], language: 'zh-CN' },
];

const asked: { url: string; signal: AbortSignal }[] = [];
let answer: () => Promise<Response>;
let input: HTMLInputElement;
const list = () => document.querySelector<HTMLElement>('[role="listbox"]')!;
const options = () => [...document.querySelectorAll('[role="option"]')];

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = 'en';
  show('<form action="/en/search"><span><input id="find" name="q" data-search data-suggestions="Suggestions"></span></form>');
  asked.length = 0;
  answer = () => Promise.resolve(new Response(JSON.stringify({ hits: HITS })));
  vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push({ url, signal });
    return answer();
  });
  suggestArticles();
  input = document.querySelector('input')!;
  input.focus();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function type(text: string): Promise<void> {
  input.value = text;
  input.dispatchEvent(new Event('input'));
  await vi.advanceTimersByTimeAsync(200);
}
const press = (key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...more });
  input.dispatchEvent(event);
  return event.defaultPrevented;
};

describe('search as you type', () => {
  test('shows what was found as text, in its own language', async () => {
    await type('lock');
    expect(asked.map(({ url }) => url)).toEqual(['/api/v1/help/search?q=lock&language=en&limit=6']);
    expect(list().hidden).toBe(false);
    expect(input.getAttribute('aria-expanded')).toBe('true');
    expect(options().map((item) => [item.getAttribute('lang'), item.querySelector('span')!.textContent])).toEqual([
      ['en', 'My account is <b>locked</b>'],
      ['zh-CN', '账户已冻结'],
    ]);
    expect(list().querySelector('mark')!.textContent).toBe('<b>locked</b>');
    expect(list().querySelector('b')).toBeNull();
  });

  test('keys walk through the list and back to the field', async () => {
    await type('lock');
    const chosen = () => options().map((item) => item.getAttribute('aria-selected') === 'true').indexOf(true);
    expect(chosen()).toBe(-1);
    expect(press('ArrowDown')).toBe(true);
    expect([chosen(), input.getAttribute('aria-activedescendant')]).toEqual([0, options()[0]!.id]);
    press('ArrowDown');
    expect(chosen()).toBe(1);
    press('ArrowDown');
    expect([chosen(), input.hasAttribute('aria-activedescendant')]).toEqual([-1, false]);
    press('ArrowUp');
    expect(chosen()).toBe(1);
    expect(press('Escape')).toBe(true);
    expect([list().hidden, chosen()]).toEqual([true, -1]);
    expect(press('Escape')).toBe(false); // now it empties the field, as everywhere
  });

  test('Enter opens the chosen article, and searches where none is chosen', async () => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined);
    await type('lock');
    expect(press('Enter')).toBe(false);
    press('ArrowUp');
    expect(press('Enter')).toBe(true);
    expect(assign).toHaveBeenCalledWith('/zh-CN/articles/account-frozen?q=lock');
  });

  test('keys that belong to pinyin being typed are left alone', async () => {
    await type('suo');
    expect(press('ArrowDown', { isComposing: true })).toBe(false);
    expect(input.hasAttribute('aria-activedescendant')).toBe(false);
  });

  test('a newer letter ends the older question', async () => {
    const late: ((response: Response) => void)[] = [];
    answer = () => new Promise((resolve) => late.push(resolve));
    await type('lo');
    await type('loc');
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    late[0]!(new Response(JSON.stringify({ hits: HITS })));
    await vi.advanceTimersByTimeAsync(0);
    expect(options()).toEqual([]);
    late[1]!(new Response(JSON.stringify({ hits: HITS.slice(0, 1) })));
    await vi.advanceTimersByTimeAsync(0);
    expect(options().length).toBe(1);
  });

  test('without a network, and when refused, nothing is said', async () => {
    answer = () => Promise.reject(new TypeError('offline'));
    await type('lock');
    expect(list().hidden).toBe(true);
    answer = () => Promise.resolve(new Response('{}', { status: 429 }));
    await type('locked');
    expect(list().hidden).toBe(true);
  });

  test('an empty field asks nothing', async () => {
    await type('lock');
    await type('  ');
    expect([asked.length, list().hidden]).toEqual([1, true]);
  });
});
