// How far around a value its context is read: in bytes of UTF-8, as the server counts.

function bytes(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return 2;
  return 3;
}

export function windowBegin(text: string, at: number, size: number): number {
  let begin = at;
  for (let left = size; begin > 0 && (left -= bytes(text.charCodeAt(begin - 1))) >= 0; ) --begin;
  return begin;
}

export function windowEnd(text: string, at: number, size: number): number {
  let end = at;
  for (let left = size; end < text.length && (left -= bytes(text.charCodeAt(end))) >= 0; ) ++end;
  return end;
}

export const windowBefore = (text: string, at: number, size: number) => text.slice(windowBegin(text, at, size), at);
export const windowAfter = (text: string, at: number, size: number) => text.slice(at, windowEnd(text, at, size));
