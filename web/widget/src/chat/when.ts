// Times and sizes as a person says them.
import type { Language } from '@ombud/shared/api';

export const clock = (at: string, language: Language) =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at));

export const exactly = (at: string, language: Language) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at));

const dayOf = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

export const sameDay = (a: string, b: string) => dayOf(new Date(a)) === dayOf(new Date(b));

export function dayName(at: string, language: Language, now = new Date()): string {
  const then = new Date(at);
  const ago = Math.round((dayOf(now) - dayOf(then)) / 86_400_000);
  if (ago === 0 || ago === 1) {
    const name = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-ago, 'day');
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  return new Intl.DateTimeFormat(language, {
    weekday: 'short', month: 'long', day: 'numeric',
    ...(then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(then);
}

export function size(bytes: number, language: Language): string {
  const [value, unit] = bytes < 1e6 ? [Math.max(1, bytes / 1024), 'kilobyte'] : [bytes / (1024 * 1024), 'megabyte'];
  const digits = { maximumFractionDigits: unit === 'megabyte' ? 1 : 0 };
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', ...digits }).format(value);
}
