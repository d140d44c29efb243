// Moments as an input of the browser writes them, and as the server does.
import type { Timestamp } from '@ombud/shared/api';

const two = (value: number) => String(value).padStart(2, '0');

/** In the time of this computer, to the minute. */
export function toInput(at: Timestamp | null): string {
  if (at === null) return '';
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The day that it is here, as an input of the browser writes it. */
export const today = (): string => toInput(new Date().toISOString()).slice(0, 10);

/** null: nothing, or nothing that is a moment. */
export function fromInput(value: string): Timestamp | null {
  const time = value === '' ? NaN : new Date(value).getTime();
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
