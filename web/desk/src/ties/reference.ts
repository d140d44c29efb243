// References as people type, say and paste them.

const REFERENCE = /OM-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/;

/** The first reference in a text; null as long as there is none that is whole. */
export function referenceIn(typed: string): string | null {
  const plain = typed.toUpperCase().normalize('NFKC').replace(/[\s‐-―−]+/g, (gap) => (gap.trim() === '' ? '' : '-'));
  return REFERENCE.exec(plain)?.[0] ?? null;
}
