import { expect, test } from 'vitest';
import { changeOf, dayText, isSpan, lastDays, marks, spanText } from './figures';
import type { Text } from '../text';

const said = ((key: string, values: Record<string, unknown> = {}) => key + ' ' + Object.values(values).join(' ')) as unknown as Text;

test('spans take the units that say most', () => {
  expect(spanText(said, 42)).toBe('figures.seconds 42');
  expect(spanText(said, 59.6)).toBe('figures.seconds 60');
  expect(spanText(said, 300)).toBe('duration.minutes 5');
  expect(spanText(said, 2 * 3600 + 620)).toBe('figures.hours 2 10');
  expect(spanText(said, 25 * 3600)).toBe('duration.hours 25');
  expect(spanText(said, 3 * 86_400)).toBe('duration.days 3');
});

test('a change is told in percent of what was, and not of nothing', () => {
  expect(changeOf(120, 100)).toEqual({ direction: 'more', percent: 20 });
  expect(changeOf(294, 14)).toEqual({ direction: 'far_more', percent: 2000 });
  expect(changeOf(50, 200)).toEqual({ direction: 'less', percent: 75 });
  expect(changeOf(3, 3)).toEqual({ direction: 'same', percent: 0 });
  expect(changeOf(3, 0)).toBeNull();
  expect(changeOf(null, 3)).toBeNull();
});

test('days are those of UTC, today among them', () => {
  const now = Date.parse('2026-11-30T23:30:00Z');
  expect(lastDays(7, now)).toEqual({ from: '2026-11-24', to: '2026-11-30' });
  expect(dayText('en', '2026-11-30')).toBe('Nov 30');
  expect(isSpan({ from: '2026-11-30', to: '2026-11-30' })).toBe(true);
  expect(isSpan({ from: '2026-12-01', to: '2026-11-30' })).toBe(false);
  expect(isSpan({ from: '2025-01-01', to: '2026-11-30' })).toBe(false);
  expect(isSpan({ from: '', to: '2026-11-30' })).toBe(false);
});

test('a scale has a few round marks that hold the largest', () => {
  expect(marks(0, 'count')).toEqual([0, 1]);
  expect(marks(7, 'count')).toEqual([0, 5, 10]);
  expect(marks(240, 'count')).toEqual([0, 100, 200, 300]);
  expect(marks(700, 'span')).toEqual([0, 300, 600, 900]);
  for (const largest of [1, 3, 19, 86, 1_234, 98_765, 4_000_000])
    for (const shape of ['count', 'span'] as const) {
      const all = marks(largest, shape);
      expect(all.at(-1)).toBeGreaterThanOrEqual(largest);
      expect(all.length).toBeLessThanOrEqual(5);
    }
});
