import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { offerCopies } from './copy';
import { keepDrafts } from './draft';
import { warnOfSecrets } from './guard';
import { fillMeters } from './meter';
import { show } from './testing';

const FORM = (values: Record<string, string> = {}) => `
  <form data-intake action="/en/contact" data-draft="Restored." data-draft-away="Clear it">
    <input type="hidden" name="topic" value="withdrawal">
    <section data-meter="{done} of {all} told" data-complete="All told." data-missing="Missing">
      <p></p><progress></progress><p class="missing"></p><ul class="missing-list"></ul>
    </section>
    <div class="field"><label for="a">What happened?</label><textarea id="a" name="what_happened" data-guarded>${values['what_happened'] ?? ''}</textarea></div>
    <div class="field"><label for="b">Asset <small>optional</small></label><input id="b" name="asset" value="${values['asset'] ?? ''}"></div>
    <div class="field"><label for="c">E-mail</label><input id="c" name="email" type="email"></div>
    <fieldset class="field"><div class="options"><input type="radio" name="reach" value="chat" checked><input type="radio" name="reach" value="email"></div></fieldset>
    <p data-kept hidden></p>
  </form>`;

const get = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)!;
function type(selector: string, text: string): void {
  const field = get<HTMLInputElement>(selector);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  show('');
});

describe('the meter', () => {
  test('counts the matter, not how to answer, and leads to what is missing', () => {
    show(FORM({ asset: 'USDT' }));
    fillMeters();
    const state = () => [get('[data-meter] p').textContent, get<HTMLProgressElement>('progress').value, get('.missing').textContent, [...document.querySelectorAll('.missing-list a')].map((link) => [link.getAttribute('href'), link.textContent])];
    expect(state()).toEqual(['1 of 2 told', 1, 'Missing', [['#a', 'What happened?']]]);
    type('#a', 'It did not arrive');
    expect(state()).toEqual(['2 of 2 told', 2, 'All told.', []]);
    type('#b', '  ');
    expect(state()).toEqual(['1 of 2 told', 1, 'Missing', [['#b', 'Asset']]]);
  });
});

describe('drafts', () => {
  const reopen = (values?: Record<string, string>) => {
    show(FORM(values));
    keepDrafts();
  };
  const kept = () => Object.values(localStorage).join();
  const typeAndWait = async (selector: string, text: string, stored = text) => {
    type(selector, text);
    await vi.waitFor(() => expect(kept()).toContain(stored), 5_000);
  };

  test('what was typed is there again after a reload', async () => {
    reopen();
    expect(get('[data-kept]').hidden).toBe(false);
    expect(get('.restored')).toBeNull();
    get<HTMLInputElement>('[value="email"]').checked = true;
    type('#a', 'It did not arrive');
    await typeAndWait('#c', 'li@example.com');
    reopen();
    expect([get<HTMLTextAreaElement>('#a').value, get<HTMLInputElement>('#c').value, get<HTMLInputElement>('[value="email"]').checked]).toEqual(['It did not arrive', 'li@example.com', true]);
    expect(get('.restored').textContent).toContain('Restored.');
  });

  test('what the page brought wins', async () => {
    reopen();
    await typeAndWait('#a', 'older');
    reopen({ what_happened: 'as it was sent' });
    expect(get<HTMLTextAreaElement>('#a').value).toBe('as it was sent');
  });

  test('a secret is not kept, the rest is', async () => {
    reopen();
    type('#a', 'abandon '.repeat(11) + 'about');
    await typeAndWait('#b', 'USDT');
    expect(kept()).not.toContain('abandon');
  });

  test('it is gone when it was cleared, sent, or grew old', async () => {
    reopen();
    await typeAndWait('#a', 'It did not arrive');
    reopen();
    get<HTMLButtonElement>('.restored button').click();
    expect([get<HTMLTextAreaElement>('#a').value, localStorage.length]).toEqual(['', 0]);
    await typeAndWait('#a', 'Again');
    show('<section class="sent"></section>');
    keepDrafts();
    expect(localStorage.length).toBe(0);
    reopen();
    await typeAndWait('#a', 'Once more');
    vi.useFakeTimers({ now: Date.now() + 25 * 3_600_000 });
    reopen();
    vi.useRealTimers();
    expect([get<HTMLTextAreaElement>('#a').value, localStorage.length]).toEqual(['', 0]);
  });

  test('another topic is another draft', async () => {
    reopen();
    await typeAndWait('#a', 'It did not arrive');
    show(FORM().replace('value="withdrawal"', 'value="deposit"'));
    keepDrafts();
    expect(get<HTMLTextAreaElement>('#a').value).toBe('');
  });
});

test('a secret is warned of as long as it stands there', async () => {
  show(FORM() + '<template id="secret-warning"><p class="secret" role="alert">Take it out</p></template>');
  warnOfSecrets();
  const phrase = 'abandon '.repeat(11) + 'about';
  type('#a', phrase);
  await vi.waitFor(() => expect(document.querySelector('.secret')?.previousElementSibling?.id).toBe('a'), 5_000);
  type('#a', phrase + ' ');
  type('#a', 'It did not arrive');
  await vi.waitFor(() => expect(get('.secret')).toBeNull(), 5_000);
});

test('a copy says that it was made', async () => {
  const write = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText: write } });
  show('<button data-copy="VK7F-3Q9D" data-done="Copied" hidden><span>Copy</span></button>');
  offerCopies();
  const button = get<HTMLButtonElement>('button');
  expect(button.hidden).toBe(false);
  button.click();
  await vi.waitFor(() => expect(button.textContent).toBe('Copied'));
  expect(write).toHaveBeenCalledWith('VK7F-3Q9D');
  vi.unstubAllGlobals();
});
