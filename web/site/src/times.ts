// Times in the reader's own zone, exact and relative at once; without this the page shows UTC.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Clocks differ: a span of 24 hours that begins now is not told as 25. */
const SLACK = 10_000;

/** "in 3 hours", "5 minutes ago": rounded away from now, so that no waiting is told shorter than it is. */
export function relative(language: string, at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  const [unit, length] = size < HOUR ? (['minute', MINUTE] as const) : size < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  const count = distance < 0 ? -Math.floor(size / length) : Math.max(0, Math.ceil((size - SLACK) / length));
  if (count === 0) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
  return new Intl.RelativeTimeFormat(language).format(count, unit);
}

/** The time of day alone where the day is clear, the year only where it is another. */
export function exact(language: string, at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  if (then.toDateString() === today.toDateString()) return new Intl.DateTimeFormat(language, clock).format(then);
  const day = { month: 'long', day: 'numeric', ...clock } as const;
  return new Intl.DateTimeFormat(language, then.getFullYear() === today.getFullYear() ? day : { year: 'numeric', ...day }).format(then);
}

export function told(language: string, at: number, now: number): string {
  const [when, away] = [exact(language, at, now), relative(language, at, now)];
  return language.startsWith('zh') ? `${when}（${away}）` : `${when}, ${away}`;
}

export function tellTimes(): void {
  const times = [...document.querySelectorAll<HTMLTimeElement>('time[data-moment]')];
  if (times.length === 0) return;
  const language = document.documentElement.lang;
  for (const time of times) time.title = time.textContent; // with UTC named
  const tell = () => {
    const now = Date.now();
    for (const time of times) {
      const at = Date.parse(time.dateTime);
      const say = time.dataset['moment'] === 'exact' ? exact : told;
      const text = Number.isNaN(at) ? time.title : say(language, at, now);
      if (time.textContent !== text) time.textContent = text;
    }
  };
  tell();
  setInterval(tell, MINUTE / 2);
}
