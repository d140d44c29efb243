// Why somebody is told, in words.
import type { Notice } from '@ombud/shared/ties';
import { isKey, type Key } from '../text';

/** What happened in a conversation that is followed; kinds that the server learned after us are told in general. */
export function keyOf({ why, kind, by }: Notice): Key {
  if (why === 'assigned' && by.kind !== 'agent') return 'notices.assigned_by_program';
  if (why !== 'followed') return `notices.${why}`;
  const key = `notices.followed.${kind === 'message' ? by.kind : kind}`;
  return isKey(key) ? key : 'notices.followed.other';
}
