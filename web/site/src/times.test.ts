import { afterEach, expect, test, vi } from 'vitest';
import { exact, relative, tellTimes, told } from './times';
import { show } from './testing';

const NOW = new Date(2026, 2, 1, 12, 0).getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

afterEach(() => {
  vi.useRealTimers();
  show('');
});

test('no waiting is told shorter than it is', () => {
  expect(relative('en', NOW + 61 * MINUTE, NOW)).toBe('in 2 hours');
  expect(relative('en', NOW + 24 * HOUR + 2_000, NOW)).toBe('in 24 hours');
  expect(relative('en', NOW - 61 * MINUTE, NOW)).toBe('1 hour ago');
  expect(relative('en', NOW + 3 * 24 * HOUR, NOW)).toBe('in 3 days');
  expect(relative('zh-CN', NOW - 20_000, NOW)).toBe('现在');
});

test('the day is named where it is another', () => {
  expect(exact('en', NOW + HOUR, NOW)).toBe('13:00');
  expect(exact('en', NOW + 24 * HOUR, NOW)).toMatch(/March 2.*12:00/);
  expect(exact('zh-CN', new Date(2025, 10, 3, 8, 5).getTime(), NOW)).toMatch(/2025年11月3日.*08:05/);
});

test('each language joins the two in its way', () => {
  expect(told('en', NOW + 2 * HOUR, NOW)).toBe('14:00, in 2 hours');
  expect(told('zh-CN', NOW + 2 * HOUR, NOW)).toBe('14:00（2小时后）');
});

test('times on the page go on, and what was sent stays readable', () => {
  vi.useFakeTimers({ now: NOW });
  document.documentElement.lang = 'en';
  show(`<time datetime="${new Date(NOW + 2 * MINUTE).toISOString()}" data-moment>12:02 UTC</time>` +
    `<time datetime="${new Date(NOW).toISOString()}" data-moment="exact">12:00 UTC</time>` +
    '<time datetime="2026-02-12">12 February</time><time datetime="soon" data-moment>soon</time>');
  tellTimes();
  const texts = () => [...document.querySelectorAll('time')].map(({ textContent }) => textContent);
  expect(texts()).toEqual(['12:02, in 2 minutes', '12:00', '12 February', 'soon']);
  expect(document.querySelector('time')!.title).toBe('12:02 UTC');
  vi.advanceTimersByTime(MINUTE);
  expect(texts()[0]).toBe('12:02, in 1 minute');
});
