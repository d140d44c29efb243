// One act on many conversations: sent in pieces so that its progress shows, gathered into one result, undone as a whole.
import { newClientId, type Http, type Id } from '@ombud/shared/api';
import { actInBulk, type BulkAct, type BulkOutcome } from '@ombud/shared/work';
import { steps } from '../handling/opposite';

const PIECE = 25;

export interface Result {
  /** What can be undone. */
  done: readonly { id: Id; data: unknown }[];
  unchanged: number;
  failed: readonly { id: Id; code: string }[];
}
export const NO_RESULT: Result = { done: [], unchanged: 0, failed: [] };

export function gathered(result: Result, outcomes: readonly BulkOutcome[]): Result {
  const of = (outcome: BulkOutcome['outcome']) => outcomes.filter((each) => each.outcome === outcome);
  return {
    done: [...result.done, ...of('done').map(({ conversation_id, data }) => ({ id: conversation_id, data }))],
    unchanged: result.unchanged + of('unchanged').length,
    failed: [...result.failed, ...of('failed').map(({ conversation_id, code }) => ({ id: conversation_id, code: code ?? 'internal' }))],
  };
}

export const pieces = (ids: readonly Id[]): Id[][] =>
  Array.from({ length: Math.ceil(ids.length / PIECE) }, (_, index) => ids.slice(index * PIECE, (index + 1) * PIECE));

interface Hooks {
  progress: (done: number) => void;
  stopped: () => boolean;
}

/** What went through stays done when a later piece fails: its conversations are told as failed, to be tried again. */
export async function actOnAll(http: Http, ids: readonly Id[], act: BulkAct, hooks: Hooks, client_id = newClientId()): Promise<Result> {
  let result = NO_RESULT;
  let told = 0;
  for (const piece of pieces(ids)) {
    if (hooks.stopped()) break;
    try {
      result = gathered(result, (await actInBulk(http, { conversation_ids: piece, act, client_id })).outcomes);
    } catch (error) {
      // What is wrong with the act itself is wrong for all: nothing was done.
      if (told === 0) throw error;
      const code = error instanceof Error ? error.message : 'internal';
      result = { ...result, failed: [...result.failed, ...piece.map((id) => ({ id, code }))] };
    }
    told += piece.length;
    hooks.progress(told);
  }
  return result;
}

/** How many went back. */
export async function undoAll(http: Http, done: Result['done'], hooks: Hooks): Promise<number> {
  let undone = 0;
  let offset = 0;
  for (const { act, ids } of steps(done, Date.now())) {
    const from = offset;
    const result = await actOnAll(http, ids, act, { stopped: hooks.stopped, progress: (part) => hooks.progress(from + part) });
    undone += result.done.length;
    offset += ids.length;
  }
  return undone;
}
