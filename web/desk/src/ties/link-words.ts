// What happened between two conversations, as one line of the log.
import type { LinkData } from '@ombud/shared/ties';
import type { Key, Text } from '../text';

const LINES: Partial<Record<`${LinkData['act']}.${LinkData['role']}`, Key>> = {
  'linked.with': 'ties.did.linked',
  'unlinked.with': 'ties.did.unlinked',
  'merged.into': 'ties.did.merged_into',
  'merged.from': 'ties.did.merged_from',
  'unmerged.into': 'ties.did.unmerged_into',
  'unmerged.from': 'ties.did.unmerged_from',
  'split.to': 'ties.did.split_to',
  'split.from': 'ties.did.split_from',
  'wrote.from': 'ties.did.wrote',
};

/** What stands before the other's reference, and after it. */
export function lineOf(text: Text, { act, role, other, seqs }: LinkData, by: string): [string, string] {
  const key = LINES[`${act}.${role}`];
  if (!key) return ['', ''];
  const said = text(key, { by, reference: other.reference, count: seqs?.length ?? 0 });
  const at = said.lastIndexOf(other.reference);
  return [said.slice(0, at), said.slice(at + other.reference.length)];
}
