import { beforeEach, expect, test } from 'vitest';
import { keep, kept } from './kept';

const lasting = (milliseconds: number) => ({ ticket: 't', expires_at: new Date(Date.now() + milliseconds).toISOString() });

beforeEach(() => sessionStorage.clear());

test('what was kept is there after a reload, until it was used or is over', () => {
  const value = lasting(60_000);
  keep('k', value);
  expect(kept('k')).toEqual(value);
  keep('k', null);
  expect(kept('k')).toBeNull();
  keep('k', lasting(-1));
  expect(kept('k')).toBeNull();
});

test('what cannot be read is nothing', () => {
  sessionStorage.setItem('k', '{');
  expect(kept('k')).toBeNull();
});
