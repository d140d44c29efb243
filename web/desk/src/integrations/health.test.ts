import { expect, test } from 'vitest';
import { textNow } from '../text';
import { healthOf, outcomeText } from './health';

const now = '2026-11-29T12:00:00.000000Z';

test('whatever stopped it is said before what went well', () => {
  expect(healthOf({ paused_at: null, failing_since: null, delivered_at: null })).toBe('new');
  expect(healthOf({ paused_at: null, failing_since: null, delivered_at: now })).toBe('fine');
  expect(healthOf({ paused_at: null, failing_since: now, delivered_at: now })).toBe('failing');
  expect(healthOf({ paused_at: now, failing_since: now, delivered_at: now })).toBe('paused');
});

test('the last try is told in words', () => {
  const text = textNow();
  expect(outcomeText(text, { status: null, fault: null, milliseconds: null })).toBeNull();
  expect(outcomeText(text, { status: 503, fault: null, milliseconds: 1200 })).toContain('503');
  expect(outcomeText(text, { status: null, fault: 'remote.timeout', milliseconds: 10_000 })).not.toContain('remote');
  expect(outcomeText(text, { status: null, fault: 'remote.newer', milliseconds: 1 })).toBe('remote.newer');
});
