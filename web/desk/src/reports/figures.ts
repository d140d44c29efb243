// Figures as people read them: spans, changes against the time before, days, and the scale of a chart.
import type { Language } from '@ombud/shared/api';
import type { FactKind, Figures, Span } from '@ombud/shared/reports';
import { duration } from '@ombud/ui/time';
import type { Text } from '../text';

export const DAY = 86_400_000;

/** Today as reports count days. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
export const daysBefore = (day: string, count: number): string => dayOf(Date.parse(day) - count * DAY);
export const lastDays = (count: number, now: number): Span => ({ from: daysBefore(dayOf(now), count - 1), to: dayOf(now) });
export const lengthOf = ({ from, to }: Span): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
/** What the server takes: at most a year, its end not before its beginning. */
export const isSpan = ({ from, to }: Span): boolean => {
  const length = lengthOf({ from, to });
  return length >= 1 && length <= 366;
};

const formats = new Map<string, Intl.DateTimeFormat>();
export function dayText(language: Language, day: string): string {
  const format = formats.get(language) ?? new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  formats.set(language, format);
  return format.format(Date.parse(day));
}

/** Two units where one would hide much. */
export function spanText(text: Text, seconds: number): string {
  if (seconds < 60) return text('figures.seconds', { count: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes > 60 && minutes < 48 * 60 && minutes % 60 > 0) return text('figures.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return duration(text, minutes * 60_000);
}

/** `far_more`: many times what was before, which percent do not say well. */
export type Direction = 'more' | 'far_more' | 'less' | 'same';
const FAR = 500;
/** In whole percent of what was before; null where that says nothing. */
export function changeOf(now: number | null, before: number | null): { direction: Direction; percent: number } | null {
  if (now === null || before === null || before === 0) return null;
  const percent = Math.round(((now - before) / before) * 100);
  return { direction: percent > FAR ? 'far_more' : percent > 0 ? 'more' : percent < 0 ? 'less' : 'same', percent: Math.abs(percent) };
}

export interface FigureKind {
  name: keyof Figures;
  /** The conversations behind it. */
  fact: FactKind;
  shape: 'count' | 'span' | 'score';
}
const KINDS = {
  opened: { fact: 'opened', shape: 'count' },
  backlog: { fact: 'backlog', shape: 'count' },
  first_answer_middle: { fact: 'first_answer', shape: 'span' },
  first_answer_most: { fact: 'first_answer', shape: 'span' },
  answers: { fact: 'answer', shape: 'count' },
  resolved: { fact: 'resolved', shape: 'count' },
  resolution_middle: { fact: 'resolved', shape: 'span' },
  reopened: { fact: 'reopened', shape: 'count' },
  rated: { fact: 'rated', shape: 'count' },
  score: { fact: 'rated', shape: 'score' },
} as const;
const kinds = (...names: (keyof typeof KINDS)[]): readonly FigureKind[] => names.map((name) => ({ name, ...KINDS[name] }));
export const TILES = kinds('opened', 'resolved', 'backlog', 'first_answer_middle', 'resolution_middle', 'score', 'answers', 'reopened');
/** What one person does. */
export const OWN_TILES = kinds('answers', 'resolved', 'first_answer_middle', 'resolution_middle', 'score', 'reopened');
export const COLUMNS = kinds(
  'opened', 'backlog', 'first_answer_middle', 'first_answer_most', 'answers', 'resolved', 'resolution_middle', 'reopened', 'rated', 'score',
);

export function figureText(text: Text, shape: FigureKind['shape'], value: number | null): string {
  if (value === null) return '–';
  if (shape === 'span') return spanText(text, value);
  return text('number', { value: shape === 'score' ? value.toFixed(2) : value });
}

const COUNT_STEPS = [1, 2, 5];
const SECOND_STEPS = [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

/** Three or four round marks from nothing to above the largest. */
export function marks(largest: number, shape: FigureKind['shape']): number[] {
  const wanted = Math.max(largest, 1) / 3;
  let step = 0;
  if (shape === 'span' && wanted <= SECOND_STEPS.at(-1)!) {
    step = SECOND_STEPS.find((each) => each >= wanted)!;
  } else {
    const unit = shape === 'span' ? 86_400 : 1;
    const size = Math.max(1, 10 ** Math.floor(Math.log10(wanted / unit)));
    step = unit * size * (COUNT_STEPS.find((each) => each * size * unit >= wanted) ?? 10);
  }
  const result = [0];
  while (result.at(-1)! < Math.max(largest, 1)) result.push(result.at(-1)! + step);
  return result;
}
