import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '@ombud/shared/api';
import { Copies, isOwnWriting, selectedLetters } from './copies';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

test('a copy is told at once, and more within the second together', async () => {
  const send = vi.fn().mockResolvedValue(undefined);
  const copies = new Copies(send);
  copies.tell('c-1', 'entries', 40);
  expect(send.mock.calls).toEqual([['c-1', 'entries', 40]]);
  copies.tell('c-1', 'entries', 5);
  copies.tell('c-1', 'field', 12);
  copies.tell('c-1', 'entries', 6);
  await settle(999);
  expect(send).toHaveBeenCalledTimes(1);
  await settle(1);
  expect(send.mock.calls[1]).toEqual(['c-1', 'entries', 11]);
  await settle(1000);
  expect(send.mock.calls[2]).toEqual(['c-1', 'field', 12]);
  await settle(60_000);
  expect(send).toHaveBeenCalledTimes(3);
});

test('what the server could not hear is told again, what it refused is not', async () => {
  const send = vi.fn().mockRejectedValueOnce(new Problem('network')).mockRejectedValueOnce(new Problem('conversation.unknown', 404)).mockResolvedValue(undefined);
  const copies = new Copies(send);
  copies.tell('c-1', 'case', 7);
  await settle(10_000);
  expect(send.mock.calls).toEqual([['c-1', 'case', 7], ['c-1', 'case', 7]]);
  copies.tell('c-1', 'entries', 3);
  expect(send).toHaveBeenCalledTimes(3);
});

test('nothing is not told', () => {
  const send = vi.fn();
  new Copies(send).tell('c-1', 'entries', 0);
  expect(send).not.toHaveBeenCalled();
});

test('only what is selected in the pane counts, and nobody’s own writing', () => {
  const [pane, other, address] = [document.createElement('p'), document.createElement('p'), document.createElement('span')];
  const own = document.createElement('textarea');
  address.append('li@q.com');
  pane.append(' Li Wei, 👩‍👩‍👧 ', address, ' ');
  other.append('elsewhere');
  document.body.replaceChildren(pane, other, own);
  const selection = getSelection()!;
  selection.selectAllChildren(pane);
  expect(selectedLetters(selection, pane)).toBe(Array.from('Li Wei, 👩‍👩‍👧 li@q.com').length);
  selection.selectAllChildren(other);
  expect(selectedLetters(selection, pane)).toBe(0);
  expect(isOwnWriting(own)).toBe(true);
  expect(isOwnWriting(pane)).toBe(false);
});
