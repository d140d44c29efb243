import { expect, test } from 'vitest';
import { exact, relative } from './when';

const NOW = Date.parse('2026-03-04T11:05:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

test('a waiting time is never told shorter than it is', () => {
  expect(relative('en', at(180), NOW)).toBe('in 3 hours');
  expect(relative('en', at(121), NOW)).toBe('in 3 hours');
  expect(relative('en', at(0.2), NOW)).toBe('in 1 minute');
  expect(relative('en', at(47 * 60 + 1), NOW)).toBe('in 48 hours');
  expect(relative('en', at(72 * 60), NOW)).toBe('in 3 days');
  expect(relative('zh-CN', at(180), NOW)).toBe('3小时后');
  // But for what two clocks differ by.
  expect(relative('en', at(24 * 60 + 0.1), NOW)).toBe('in 24 hours');
});

test('what is past is told by whole units that are over', () => {
  expect(relative('en', at(-0.5), NOW)).toBe('now');
  expect(relative('en', at(-119), NOW)).toBe('1 hour ago');
  expect(relative('zh-CN', at(-5), NOW)).toBe('5分钟前');
});

test('the day stands there unless it is today', () => {
  expect(exact('en', at(0), NOW)).toMatch(/^\d\d:\d\d$/);
  expect(exact('en', at(3 * 1440), NOW)).toContain('Mar 7');
});
