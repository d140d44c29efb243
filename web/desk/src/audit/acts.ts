// Which acts the record has words for, and how details read in one line each.
import en from '../../messages/en.json';

const PREFIX = 'audit.act.';

/** In the order of the catalogue: it is the only place that lists them. */
export const ACTS: readonly string[] = Object.keys(en)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length));

export const detailWords = (details: Record<string, unknown>): string[] =>
  Object.entries(details).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
