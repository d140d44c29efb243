// One conversation while it is open: its log, who is here, who types, how far each side has read.
import {
  getConversation, listEntries, markSeen, NEWEST, Problem,
  type Author, type Conversation, type Entry, type Http, type Id, type Person,
} from '@ombud/shared/api';
import type { Follower, Live } from '@ombud/shared/live';
import { Store } from '@ombud/ui/store';
import { joined } from './log';
import { Ties } from '../ties/ties-store';
import { Plans } from './plans';

const PAGE = 50;
const TYPING_LASTS = 6_000;
const TYPING_EVERY = 3_000;
/** Refusals that say why, and what to do. */
const STOPS: ReadonlySet<string> = new Set(['budget.spent', 'conversation.archived']);

export interface Open {
  /** `stopped`: it may not be opened, by me or by anybody; `stop` is why. */
  phase: 'loading' | 'ready' | 'missing' | 'failed' | 'stopped';
  stop: string | null;
  conversation: Conversation | null;
  entries: readonly Entry[];
  /** Whether the first entry is there. */
  complete: boolean;
  earlier: 'idle' | 'loading' | 'failed';
  /** How far I had read when I came: what follows is marked as new. */
  readBefore: number | null;
  customerOnline: boolean;
  agents: readonly Person[];
  typing: readonly Author[];
  /** Grows when its clocks have changed. */
  clocks: number;
}

const START: Open = {
  phase: 'loading', stop: null, conversation: null, entries: [], complete: false, earlier: 'idle', readBefore: null,
  customerOnline: false, agents: [], typing: [], clocks: 0,
};

/** How it is handled after an entry: whoever writes, or whatever ends it, wakes it. */
function handled({ handling, topic }: Conversation, entry: Entry): Partial<Conversation> {
  if (!handling) return {};
  if (entry.kind === 'handling') {
    const { topic: set, fields, ...rest } = entry.data.set;
    const all = { ...handling.fields, ...fields };
    const kept = fields ? Object.fromEntries(Object.entries(all).filter(([, value]) => (value as unknown) !== null)) : handling.fields;
    return { topic: set === undefined ? topic : set, handling: { ...handling, ...rest, fields: kept } };
  }
  // So does a tie that leaves its customer waiting, or ends it.
  if (entry.kind === 'link') return entry.data.becomes ? { handling: { ...handling, snoozed_until: null } } : {};
  const wakes = (entry.author.kind === 'customer' && (entry.kind === 'message' || entry.kind === 'intake')) || (entry.kind === 'state' && entry.data.to === 'resolved');
  return wakes ? { handling: { ...handling, snoozed_until: null } } : {};
}

/** What an entry tells about its conversation. */
export function after(conversation: Conversation, entry: Entry): Conversation {
  if (entry.seq <= conversation.last_seq) return conversation;
  return {
    ...conversation,
    last_seq: entry.seq,
    status: entry.status,
    updated_at: entry.internal ? conversation.updated_at : entry.posted_at,
    ...handled(conversation, entry),
    // An answer may take it, too.
    ...((entry.kind === 'assignment' || entry.kind === 'message') && entry.data && 'assignee' in entry.data ? { assignee: entry.data.assignee } : {}),
  };
}

export class OpenConversation implements Follower {
  readonly state = new Store<Open>(START);
  readonly plans: Plans;
  readonly ties: Ties;
  private readonly typingUntil = new Map<string, ReturnType<typeof setTimeout>>();
  private toldTypingAt = 0;
  private toldSeen = 0;
  private shown = false;

  constructor(
    readonly id: Id,
    private readonly http: Http,
    private readonly live: Live,
    private readonly hooks: {
      said(entry: Entry, conversation: Conversation): void;
      seen(id: Id, seq: number): void;
    },
  ) {
    this.plans = new Plans(id, http);
    this.ties = new Ties(id, http);
  }

  /** The screen shows it: load once, follow while shown. */
  async show(readBefore: number | null): Promise<void> {
    this.shown = true;
    const { phase } = this.state.get();
    this.set({ readBefore });
    if (phase === 'ready') this.follow();
    else await this.load();
  }

  hide(): void {
    this.shown = false;
    this.live.unfollow(this.id);
    for (const timer of this.typingUntil.values()) clearTimeout(timer);
    this.typingUntil.clear();
    this.set({ typing: [], agents: [] });
  }

  async load(): Promise<void> {
    this.set({ phase: 'loading' });
    try {
      const [conversation, page] = await Promise.all([
        getConversation(this.http, this.id),
        listEntries(this.http, this.id, { before: NEWEST, limit: PAGE }),
      ]);
      const entries = joined(page.entries, this.state.get().entries);
      this.set({ phase: 'ready', conversation, entries, complete: startsAtFirst(entries) });
      if (this.shown) this.follow();
    } catch (error) {
      const missing = error instanceof Problem && (error.status === 404 || error.status === 400);
      const stop = error instanceof Problem && STOPS.has(error.code) ? error.code : null;
      this.set({ phase: stop !== null ? 'stopped' : missing ? 'missing' : 'failed', stop });
    }
  }

  async loadEarlier(): Promise<void> {
    const { entries, earlier, complete } = this.state.get();
    const first = entries[0];
    if (!first || complete || earlier === 'loading') return;
    this.set({ earlier: 'loading' });
    try {
      const page = await listEntries(this.http, this.id, { before: first.seq, limit: PAGE });
      const all = joined(page.entries, this.state.get().entries);
      this.set({ earlier: 'idle', entries: all, complete: page.entries.length === 0 || startsAtFirst(all) });
    } catch {
      this.set({ earlier: 'failed' });
    }
  }

  /** What was said since, asked for where the live connection does not tell. */
  async catchUp(): Promise<void> {
    try {
      const { entries } = await listEntries(this.http, this.id, { after: this.state.get().entries.at(-1)?.seq ?? 0, limit: PAGE });
      for (const entry of entries) this.keep(entry);
    } catch {
      // The connection tells it when it is back.
    }
  }

  private follow(): void {
    this.live.follow(this.id, this.state.get().entries.at(-1)?.seq ?? 0, this);
  }

  private set(change: Partial<Open>): void {
    this.state.change((now) => ({ ...now, ...change }));
  }

  // What the live connection tells.

  clocksChanged(): void {
    this.set({ clocks: this.state.get().clocks + 1 });
  }

  entry(entry: Entry): void {
    this.keep(entry);
    const { conversation } = this.state.get();
    if (conversation) this.hooks.said(entry, conversation);
  }

  /** From the live connection, or as the answer to our own post. */
  keep(entry: Entry): void {
    const { conversation, entries, phase } = this.state.get();
    if (phase !== 'ready') return;
    this.stopTyping(entry.author);
    if (entry.kind === 'link') void this.ties.loadTies();
    this.set({
      entries: joined(entries, [entry]),
      conversation: conversation && after(conversation, entry),
    });
  }

  /** The inbox knows it better: an answer may have assigned it. */
  told(conversation: Conversation): void {
    const known = this.state.get().conversation;
    if (!known || conversation.last_seq < known.last_seq) return;
    const customer_seen_seq = Math.max(known.customer_seen_seq, conversation.customer_seen_seq);
    this.set({ conversation: { ...conversation, customer: known.customer, customer_seen_seq } });
  }

  typing(author: Author, typing: boolean): void {
    const key = authorKey(author);
    clearTimeout(this.typingUntil.get(key));
    if (!typing) return this.stopTyping(author);
    this.typingUntil.set(key, setTimeout(() => this.stopTyping(author), TYPING_LASTS));
    if (this.state.get().typing.some((each) => authorKey(each) === key)) return;
    this.set({ typing: [...this.state.get().typing, author] });
  }

  private stopTyping(author: Author): void {
    const key = authorKey(author);
    clearTimeout(this.typingUntil.get(key));
    this.typingUntil.delete(key);
    const { typing } = this.state.get();
    if (typing.some((each) => authorKey(each) === key)) {
      this.set({ typing: typing.filter((each) => authorKey(each) !== key) });
    }
  }

  seen(by: 'customer' | 'staff', seq: number): void {
    const { conversation } = this.state.get();
    if (!conversation || by === 'staff' || seq <= conversation.customer_seen_seq) return;
    this.set({ conversation: { ...conversation, customer_seen_seq: seq } });
  }

  followersChanged(): void {
    void this.ties.loadFollowers();
  }

  plannedChanged(): void {
    void this.plans.load();
  }

  presence(customerOnline: boolean, agents: Person[]): void {
    this.set({ customerOnline, agents });
  }

  // What I do.

  markSeen(): void {
    const seq = this.state.get().entries.at(-1)?.seq ?? 0;
    if (seq <= this.toldSeen) return;
    this.toldSeen = seq;
    this.hooks.seen(this.id, seq);
    if (!this.live.seen(this.id, seq)) {
      markSeen(this.http, this.id, seq).catch(() => {
        this.toldSeen = 0;
      });
    }
  }

  tellTyping(typing: boolean, internal: boolean): void {
    const now = Date.now();
    if (typing ? now - this.toldTypingAt < TYPING_EVERY : this.toldTypingAt === 0) return;
    this.toldTypingAt = typing ? now : 0;
    this.live.typing(this.id, typing, internal);
  }
}

const startsAtFirst = (entries: readonly Entry[]) => entries.length === 0 || entries[0]!.seq === 1;
const authorKey = (author: Author) => author.kind + (author.id ?? '');
