// How near a clock is to its end, and in which tone that is said.
import type { NextDue } from '@ombud/shared/api';

export type Tone = 'quiet' | 'wait' | 'danger';

/** What is due so much later says nothing in a list. */
const SOON = 8 * 3_600_000;

export interface Nearness {
  tone: Tone;
  /** Milliseconds; below zero: over. */
  left: number;
  shown: boolean;
}

export function nearness(due: NextDue, now: number): Nearness {
  const left = Date.parse(due.due_at) - now;
  const over = left < 0 || due.state === 'breached';
  const tone = over ? 'danger' : due.state === 'warned' ? 'wait' : 'quiet';
  return { tone, left: over ? Math.min(left, 0) : left, shown: over || tone === 'wait' || left <= SOON };
}
