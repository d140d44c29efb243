// Which of the letters on the screen somebody looks for.
import type { ReceivedRow } from '@ombud/shared/mail';

export type Shown = 'all' | 'quarantined' | 'set_aside';

const folded = (words: string) => words.normalize('NFKC').toLocaleLowerCase();

/** Every word must stand in sender, subject or mailbox. */
export function found(rows: readonly ReceivedRow[], wanted: string): readonly ReceivedRow[] {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ sender, subject, mailbox }) => {
    const all = folded([sender, subject, mailbox].join('\n'));
    return words.every((word) => all.includes(word));
  });
}
