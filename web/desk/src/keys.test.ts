import { afterEach, expect, test } from 'vitest';
import { shortcutOf } from './keys';
import { setSettings } from './settings';

const press = (target: Element, init: KeyboardEventInit): string | null => {
  document.body.replaceChildren(target);
  let shortcut: string | null = null;
  const listen = (event: KeyboardEvent) => {
    shortcut = shortcutOf(event);
  };
  addEventListener('keydown', listen);
  (target.querySelector('*') ?? target).dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  removeEventListener('keydown', listen);
  return shortcut;
};
const inside = (html: string): Element => new DOMParser().parseFromString(html, 'text/html').body.firstElementChild!;

afterEach(() => setSettings({ keys: true }));

test('single keys work on the page', () => {
  expect(press(inside('<div></div>'), { key: 'J' })).toBe('j');
  expect(press(inside('<div></div>'), { key: 'Escape' })).toBe('Escape');
  expect(press(inside('<div></div>'), { key: 'ArrowDown' })).toBeNull();
});

test.each(['<textarea></textarea>', '<input>', '<div role="dialog"><button></button></div>', '<div role="menu"><b></b></div>'])(
  'never in %s, but the palette always opens',
  (html) => {
    expect(press(inside(html), { key: 'e' })).toBeNull();
    expect(press(inside(html), { key: 'Escape' })).toBeNull();
    expect(press(inside(html), { key: 'k', ctrlKey: true })).toBe('Ctrl-K');
  },
);

test('with a modifier they belong to the browser', () => {
  expect(press(inside('<div></div>'), { key: 'r', ctrlKey: true })).toBeNull();
  expect(press(inside('<div></div>'), { key: 'r', altKey: true })).toBeNull();
});

test('single keys can be switched off; Escape stays', () => {
  setSettings({ keys: false });
  expect(press(inside('<div></div>'), { key: 'e' })).toBeNull();
  expect(press(inside('<div></div>'), { key: 'Escape' })).toBe('Escape');
});
