// How far around a value its context is read: in bytes of UTF-8, as the server counts, and never over what was masked.
import { MASK } from './plain';

function bytes(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 2;
  return 3;
}

/** As far before `at` as `size` bytes reach. */
export function reachBefore(text: string, at: number, size: number): number {
  let begin = at;
  for (let left = size; begin > 0 && (left -= bytes(text.charCodeAt(begin - 1))) >= 0; ) --begin;
  return begin;
}

export function reachBehind(text: string, at: number, size: number): number {
  let end = at;
  for (let left = size; end < text.length && (left -= bytes(text.charCodeAt(end))) >= 0; ) ++end;
  return end;
}

export function windowBegin(text: string, at: number, size: number): number {
  const begin = reachBefore(text, at, size);
  return begin + text.slice(begin, at).lastIndexOf(MASK) + 1;
}

export function windowEnd(text: string, at: number, size: number): number {
  const end = reachBehind(text, at, size);
  const masked = text.slice(at, end).indexOf(MASK);
  return masked < 0 ? end : at + masked;
}

export const windowBefore = (text: string, at: number, size: number) => text.slice(windowBegin(text, at, size), at);
export const windowBehind = (text: string, at: number, size: number) => text.slice(at, windowEnd(text, at, size));
