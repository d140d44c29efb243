import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { show } from './testing';

const scripts: HTMLScriptElement[] = [];
const setOpen = vi.fn();
const account = vi.fn<() => Promise<Response>>();

class Chat extends HTMLElement {
  account: unknown = null;
  setOpen = setOpen;
}
customElements.define('ombud-chat', Chat);

beforeEach(() => {
  vi.resetModules();
  scripts.length = 0;
  setOpen.mockClear();
  vi.spyOn(document.head, 'append').mockImplementation((...nodes) => void scripts.push(...(nodes as HTMLScriptElement[])));
  vi.stubGlobal('requestIdleCallback', vi.fn());
  vi.stubGlobal('fetch', account);
  document.documentElement.lang = 'zh-CN';
  show('<a data-open-chat href="/zh-CN/contact">chat</a>');
  for (const name of ['chat', 'signedIn']) Reflect.deleteProperty(document.body.dataset, name);
});
afterEach(() => vi.unstubAllGlobals());

async function start(): Promise<HTMLAnchorElement> {
  const { offerChat } = await import('./chat');
  offerChat();
  return document.querySelector('a')!;
}
const press = (link: HTMLElement, more: MouseEventInit = {}) => {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...more });
  link.dispatchEvent(event);
  return event.defaultPrevented;
};

test('a desk without the chat keeps the link', async () => {
  expect(press(await start())).toBe(false);
  expect(scripts).toEqual([]);
});

test('asked for, it is fetched once and opens in the page’s language', async () => {
  document.body.dataset['chat'] = '';
  const link = await start();
  expect(press(link)).toBe(true);
  expect(press(link)).toBe(true);
  expect(scripts.map(({ src }) => new URL(src).pathname)).toEqual(['/widget.js']);
  scripts[0]!.dispatchEvent(new Event('load'));
  await vi.waitFor(() => expect(setOpen).toHaveBeenCalledTimes(2));
  expect(document.querySelectorAll('ombud-chat').length).toBe(1);
  expect(document.querySelector<Chat>('ombud-chat')!.lang).toBe('zh-CN');
  expect(account).not.toHaveBeenCalled();
});

test('whoever is signed in is known to it', async () => {
  document.body.dataset['chat'] = '';
  document.body.dataset['signedIn'] = '';
  account.mockResolvedValue(new Response(JSON.stringify({ id: 'c1', name: null, phrase: '蓝色的鲸', email: 'li@example.com' })));
  press(await start());
  scripts[0]!.dispatchEvent(new Event('load'));
  await vi.waitFor(() => expect(setOpen).toHaveBeenCalled());
  expect(document.querySelector<Chat>('ombud-chat')!.account).toEqual({ id: 'c1', name: '', phrase: '蓝色的鲸' });
});

test('where it cannot be fetched, the page for it opens', async () => {
  document.body.dataset['chat'] = '';
  const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined);
  const link = await start();
  press(link);
  scripts[0]!.dispatchEvent(new Event('error'));
  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith(link.href));
});

test('a click that asks for another tab is not taken', async () => {
  document.body.dataset['chat'] = '';
  expect(press(await start(), { ctrlKey: true })).toBe(false);
});
