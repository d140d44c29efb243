// A day of the calendar, as 2026-12-31, in the words of the reader's language: it is the same day everywhere.
import { useLanguage } from '@ombud/ui/settings';

export function Day({ day }: { day: string }) {
  const language = useLanguage();
  const time = Date.parse(day + 'T00:00:00Z');
  if (Number.isNaN(time)) return <span>{day}</span>;
  return <time dateTime={day}>{new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(time)}</time>;
}
