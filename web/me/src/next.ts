// Where somebody goes on after signing in or proving it again: a page of the help centre that sent them here, and nothing else.
import type { Timestamp } from '@ombud/shared/api';
import { keep, kept } from './kept';

const NEXT = 'ombud.me.next';
/** A sign-in may need a letter first. */
const LASTS = 30 * 60_000;
/** No dot, no colon, no backslash: nothing in it can lead to another site. */
const PAGE = /^\/(en|zh-CN)\/[\w\-/?=&%]*$/;

const isPage = (next: unknown): next is string => typeof next === 'string' && PAGE.test(next);

export function nextIn(search: string): string | null {
  const next = new URLSearchParams(search).get('next');
  return isPage(next) ? next : null;
}

/** Reads it from the address once, and keeps it in this tab over the second step, letters and reloads. */
export function rememberNext(): void {
  const { search, pathname, hash } = location;
  const next = nextIn(search);
  if (next) keep(NEXT, { next, expires_at: new Date(Date.now() + LASTS).toISOString() });
  if (search) history.replaceState(history.state, '', pathname + hash);
}

export function nextPage(): string | null {
  // Whatever stands there is judged again.
  const next = kept<{ next: unknown; expires_at: Timestamp }>(NEXT)?.next;
  return isPage(next) ? next : null;
}

export function leaveFor(next: string): void {
  keep(NEXT, null);
  location.replace(next);
}
