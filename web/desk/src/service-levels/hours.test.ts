import { expect, test } from 'vitest';
import { textNow } from '../text';
import { nearness } from './due';
import { clockText, dayName, hoursOf, hoursText, minutesOf, minutesText, offsetOf, weekOf, type Week } from './hours';

const text = textNow();
const office = [1, 2, 3, 4, 5].map((day) => ({ day, opens: 540, closes: 1080 }));
const empty: Week = [[], [], [], [], [], [], []];
const on = (day: number, ...spans: { from: string; to: string }[]): Week => empty.map((each, index) => (index + 1 === day ? spans : each));

test('times are read and written as the browser does', () => {
  expect(minutesOf('09:30')).toBe(570);
  expect(minutesOf('00:00')).toBe(0);
  for (const none of ['', '9:30', '24:00', '12:60', 'noon']) expect(minutesOf(none)).toBeNull();
  expect(clockText(1440)).toBe('24:00');
});

test('what is stored comes back as it was', () => {
  expect(hoursOf(weekOf(office))).toEqual({ spans: office, wrong: [] });
  const whole = [{ day: 3, opens: 0, closes: 1440 }];
  expect(weekOf(whole)[2]).toEqual([{ from: '00:00', to: '00:00' }]);
  expect(hoursOf(weekOf(whole)).spans).toEqual(whole);
});

test('a night goes on on the next day, and on Monday after Sunday', () => {
  expect(hoursOf(on(5, { from: '22:00', to: '06:00' })).spans).toEqual([{ day: 5, opens: 1320, closes: 1440 }, { day: 6, opens: 0, closes: 360 }]);
  expect(hoursOf(on(7, { from: '22:00', to: '06:00' })).spans).toEqual([{ day: 1, opens: 0, closes: 360 }, { day: 7, opens: 1320, closes: 1440 }]);
  expect(hoursOf(on(2, { from: '18:00', to: '00:00' })).spans).toEqual([{ day: 2, opens: 1080, closes: 1440 }]);
});

test('days that run into each other or miss a time are named', () => {
  expect(hoursOf(on(2, { from: '09:00', to: '12:00' }, { from: '11:00', to: '17:00' })).wrong).toEqual([2]);
  expect(hoursOf(on(2, { from: '09:00', to: '12:00' }, { from: '12:00', to: '17:00' })).wrong).toEqual([]);
  expect(hoursOf(on(4, { from: '', to: '12:00' })).wrong).toEqual([4]);
  expect(hoursOf(on(4, { from: '09:00', to: '09:00' })).wrong).toEqual([4]);
  const night = empty.map((each, index) => (index === 0 ? [{ from: '22:00', to: '08:00' }] : index === 1 ? [{ from: '07:00', to: '12:00' }] : each));
  expect(hoursOf(night).wrong).toEqual([2]);
});

test('alike days in a row stand together', () => {
  expect(hoursText(text, 'en', office)).toBe('Mon–Fri 09:00–18:00');
  expect(hoursText(text, 'zh-CN', office)).toMatch(/^周一–周五 09:00–18:00/);
  const split = [{ day: 1, opens: 540, closes: 720 }, { day: 1, opens: 780, closes: 1020 }, { day: 3, opens: 540, closes: 720 }];
  expect(hoursText(text, 'en', split)).toBe('Mon 09:00–12:00, 13:00–17:00; Wed 09:00–12:00');
  expect(hoursText(text, 'en', [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: 0, closes: 1440 })))).toBe('Around the clock');
  expect(dayName('en', 7, 'long')).toBe('Sunday');
});

test('minutes in words are never made days', () => {
  expect(minutesText(text, 15)).toBe('15 min');
  expect(minutesText(text, 60)).toBe('1 h');
  expect(minutesText(text, 2_880)).toBe('48 h');
  expect(minutesText(text, 90)).toBe('1 h 30 min');
});

test('offsets of zones, also odd ones', () => {
  const winter = Date.UTC(2026, 0, 15);
  expect(offsetOf('Asia/Shanghai', winter)).toBe('UTC+08:00');
  expect(offsetOf('Asia/Kathmandu', winter)).toBe('UTC+05:45');
  expect(offsetOf('Mars/Olympus', winter)).toBe('');
});

test('the tone follows the state, and what is far off is not shown', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  const due = (minutes: number, state: 'running' | 'warned' | 'breached') =>
    nearness({ kind: 'resolution', due_at: new Date(now + minutes * 60_000).toISOString(), state }, now);
  expect(due(30, 'running')).toEqual({ tone: 'quiet', left: 1_800_000, shown: true });
  expect(due(12, 'warned').tone).toBe('wait');
  expect(due(-5, 'running').tone).toBe('danger');
  expect(due(-5, 'breached')).toEqual({ tone: 'danger', left: -300_000, shown: true });
  expect(due(600, 'running').shown).toBe(false);
  expect(due(600, 'warned').shown).toBe(true);
});
