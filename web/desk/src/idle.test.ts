import { beforeEach, describe, expect, test } from 'vitest';
import { Idle, IDLE_MILLISECONDS } from './idle';

let now = 1_000_000_000;
const storage = new Map<string, string>();
const shared = { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => void storage.set(key, value) };
const open = () => new Idle(shared, () => now);

beforeEach(() => {
  storage.clear();
  now = 1_000_000_000;
});

describe('a desk left alone', () => {
  test('is over after fifteen minutes without input, not before', () => {
    const idle = open();
    now += IDLE_MILLISECONDS - 1;
    expect(idle.isOver()).toBe(false);
    now += 1;
    expect(idle.isOver()).toBe(true);
  });

  test('input starts the time anew', () => {
    const idle = open();
    now += IDLE_MILLISECONDS - 1_000;
    idle.touch();
    now += IDLE_MILLISECONDS - 1_000;
    expect(idle.isOver()).toBe(false);
  });

  test('input in another window counts', () => {
    const idle = open();
    now += IDLE_MILLISECONDS - 1_000;
    open().touch();
    now += 2_000;
    expect(idle.isOver()).toBe(false);
  });

  test('input that comes too late changes nothing', () => {
    const idle = open();
    now += IDLE_MILLISECONDS;
    idle.touch();
    expect(idle.isOver()).toBe(true);
  });

  test('a clock that was set back keeps nobody in', () => {
    const idle = open();
    storage.set('ombud.desk.active', String(now + 10 * IDLE_MILLISECONDS));
    now += IDLE_MILLISECONDS;
    expect(idle.isOver()).toBe(true);
  });
});
