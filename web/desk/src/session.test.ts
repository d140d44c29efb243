import { describe, expect, test } from 'vitest';
import { Problem } from '@ombud/shared/api';
import { sessionAfter } from './session';

describe('a refused look at who we are', () => {
  test('a locked session is locked, not ended', () => {
    expect(sessionAfter(new Problem('session.locked', 403), true)).toEqual({ state: 'locked' });
  });
  test('a session without its second factor starts at the door', () => {
    expect(sessionAfter(new Problem('second_factor.required', 403), false)).toEqual({ state: 'nobody', ended: false });
  });
  test('whoever was inside is told that it ended', () => {
    expect(sessionAfter(new Problem('session.expired', 401), true)).toEqual({ state: 'nobody', ended: true });
  });
  test('a server that is away says nothing about the session', () => {
    for (const error of [new Problem('network'), new Problem('database.unavailable', 503), new Error('fault')]) {
      expect(sessionAfter(error, true)).toEqual({ state: 'unreachable' });
    }
  });
});
