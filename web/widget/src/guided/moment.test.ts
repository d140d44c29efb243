import { expect, test } from 'vitest';
import { exact, relative } from './moment';
import { moment } from './draw';

const NOW = Date.parse('2026-03-04T11:05:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

test('a waiting time is never told shorter than it is', () => {
  expect([180, 121, 0.2, 47 * 60 + 1, 72 * 60].map((minutes) => relative(at(minutes), 'en', NOW)))
    .toEqual(['in 3 hours', 'in 3 hours', 'in 1 minute', 'in 48 hours', 'in 3 days']);
  expect(relative(at(24 * 60 + 0.1), 'en', NOW)).toBe('in 24 hours');
  expect(relative(at(180), 'zh-CN', NOW)).toBe('3小时后');
  expect(relative(at(-119), 'en', NOW)).toBe('1 hour ago');
  expect(relative(at(0), 'en', NOW)).toBe('now');
});

test('the day stands there unless it is today', () => {
  expect(exact(at(1), 'en', NOW)).toMatch(/^\d\d:\d\d$/);
  expect(exact(at(3 * 1440), 'en', NOW)).toMatch(/March 7 \d\d:\d\d$/);
});

test('what is waited for is the newest moment to come', () => {
  const fact = (label: string, name: string, value: string) => ({
    name: '', label, value: 'x', value_label: '', at: at(0), fields: [{ name, label: 'ends', type: 'time' as const, value, text: '' }],
  });
  const facts = [fact('Hold', 'until', at(60)), fact('Lock', 'until', at(30)), fact('Old', 'until', at(-1)), fact('Sent', 'at', at(90)), fact('Odd', 'until', 'never')];
  expect(moment({ facts }, NOW)).toEqual({ label: 'Lock: ends', at: at(30) });
  expect(moment({ facts: [] }, NOW)).toBeNull();
});
