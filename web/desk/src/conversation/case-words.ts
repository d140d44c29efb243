// How the parts of a case are called, and what of it is there; knows nothing of how it is drawn.
import type { Entry } from '@ombud/shared/api';
import type { Case } from '@ombud/shared/diagnosis';
import { isKey, type Text } from '../text';
import { letterOf } from './log';

/** What we have words for; the rest by its own name. */
export function nameOf(text: Text, prefix: string, code: string): string {
  const key = prefix + code;
  return isKey(key) ? text(key) : code;
}

/** Addresses and ids are read letter by letter. */
const CODES = new Set(['transaction_id', 'withdrawal_id', 'address', 'memo']);
export const isCode = (field: string): boolean => CODES.has(field);

/** A case is told anew with each of these; the program reads one in a letter, too. */
export const newestIntake = (entries: readonly Entry[]): number => entries.findLast((entry) => entry.kind === 'intake' || letterOf(entry)?.case)?.seq ?? 0;

/** Of what was asked for, how much is there; null where nothing was asked. */
export function completeness({ fields, missing }: Pick<Case, 'fields' | 'missing'>): number | null {
  const asked = fields.length + missing.length;
  return asked === 0 ? null : fields.length / asked;
}
