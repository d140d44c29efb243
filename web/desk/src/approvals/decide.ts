// How an approval stands, and which of its facts are shown as what; knows nothing of how it is drawn.
import type { Id, Timestamp } from '@ombud/shared/api';
import { CHANNEL_KINDS, NETWORKS, STORES, type NewChannel } from '@ombud/shared/official';
import { LONGEST_REASON, SHORTEST_REASON, VOTES_NEEDED, type Approval, type Vote } from '@ombud/shared/staff';

export interface Standing {
  agreed: number;
  /** People who must still agree. */
  missing: number;
  /** What I said myself. */
  mine: Vote | null;
  open: boolean;
  mayDecide: boolean;
}

export function standing(approval: Approval, me: Id, now: number): Standing {
  const agreed = approval.votes.filter((vote) => vote.agrees).length;
  const mine = approval.votes.find((vote) => vote.by === me) ?? null;
  const open = approval.state === 'waiting' && Date.parse(approval.expires_at) > now;
  return { agreed, missing: Math.max(0, VOTES_NEEDED - agreed), mine, open, mayDecide: open && mine === null };
}

/** How many wait for me. */
export const waitingFor = (approvals: readonly Approval[], me: Id, now = Date.now()): number =>
  approvals.filter((approval) => standing(approval, me, now).mayDecide).length;

/** Those I can decide first, the one that ends soonest on top; the newest of the rest after them. */
export function inOrder(approvals: readonly Approval[], me: Id, now: number): Approval[] {
  const rank = (approval: Approval) => {
    const { mayDecide, open } = standing(approval, me, now);
    return mayDecide ? 0 : open ? 1 : 2;
  };
  return [...approvals].sort(
    (a, b) => rank(a) - rank(b) || (rank(a) < 2 ? a.expires_at.localeCompare(b.expires_at) : b.asked_at.localeCompare(a.asked_at)),
  );
}

export const reasonFits = (reason: string): boolean => {
  const length = Array.from(reason.trim()).length;
  return length >= SHORTEST_REASON && length <= LONGEST_REASON;
};

export type Fact =
  | { key: string; kind: 'time'; at: Timestamp }
  | { key: string; kind: 'span'; seconds: number }
  | { key: string; kind: 'yes or no'; yes: boolean; worth: boolean }
  | { key: string; kind: 'list'; items: readonly string[] }
  | { key: string; kind: 'words'; words: string };

/** Said elsewhere on the card. */
const APART = new Set(['address', 'statement', 'reference', 'class']);
/** A yes to these is a reason to look twice. */
const WARNINGS = new Set(['new_device', 'new_place']);

export function factsOf(facts: Record<string, unknown>): Fact[] {
  return Object.entries(facts).flatMap(([key, value]): Fact[] => {
    if (APART.has(key) || value === null || value === undefined) return [];
    if (typeof value === 'boolean') return [{ key, kind: 'yes or no', yes: value, worth: value && WARNINGS.has(key) }];
    if (typeof value === 'number') return [key.endsWith('_seconds') ? { key, kind: 'span', seconds: value } : { key, kind: 'words', words: String(value) }];
    if (Array.isArray(value)) return [{ key, kind: 'list', items: value.map(String) }];
    if (typeof value !== 'string') return [{ key, kind: 'words', words: JSON.stringify(value) }];
    return [key.endsWith('_at') ? { key, kind: 'time', at: value } : { key, kind: 'words', words: value }];
  });
}

export const wordsAt = (facts: Record<string, unknown>, key: string): string | null => {
  const value = facts[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The channel that comes or goes when two people agree; null for any other act. */
export function officialChange({ act, facts }: Pick<Approval, 'act' | 'facts'>): { ends: boolean; channel: NewChannel } | null {
  const kind = CHANNEL_KINDS.find((each) => each === facts.kind);
  if (act !== 'official.change' || !kind) return null;
  const words = (name: string) => wordsAt(facts, name);
  return {
    ends: facts.change === 'end',
    channel: {
      kind,
      network: [...NETWORKS, ...STORES].find((each) => each === facts.network) ?? null,
      value: words('value') ?? '',
      with_below: facts.with_below === true,
      label: words('label') ?? '',
      note_zh: words('note_zh'),
      note_en: words('note_en'),
      language: facts.language === 'en' || facts.language === 'zh-CN' ? facts.language : null,
      region: words('region'),
    },
  };
}
