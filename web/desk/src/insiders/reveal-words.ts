// Reveals in words: what was looked at, and what for; as the desk reads it, and as the customer does.
import type { RevealData } from '@ombud/shared/insiders';
import { isKey, type Text } from '../text';

/** Fields that came after us are named in general. */
export function fieldName(text: Text, field: string): string {
  const key = 'personal.field.' + field;
  return text(isKey(key) ? key : 'personal.field.other');
}

type Seen = Pick<RevealData, 'field' | 'purpose'>;

export function revealLine(text: Text, reader: 'desk' | 'customer', { field, purpose }: Seen, by: string): string {
  const key = `reveal.${reader}.${purpose}`;
  const values = { by, field: fieldName(text, field) };
  return isKey(key) ? text(key, values) : text(`reveal.${reader}.other`, values);
}

/** 2:07 */
export function minutesLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
