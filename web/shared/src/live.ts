// The live connection: stays up by itself, resumes each subscription after the last entry it delivered, never repeats one.
import type { Author, Counts, Entry, Id, InboxRow, Person, Queue } from './api';
import type { QueueCounts } from './routing';

export interface Follower {
  entry(entry: Entry): void;
  typing?(author: Author, typing: boolean): void;
  seen?(by: 'customer' | 'staff', seq: number): void;
  presence?(customerOnline: boolean, agents: Person[]): void;
  queue?(queue: Queue | null): void;
  /** Also when the connection is new: answers that wait may be others now. */
  plannedChanged?(): void;
  clocksChanged?(): void;
  followersChanged?(): void;
  problem?(code: string): void;
}
export interface InboxFollower {
  row(row: InboxRow): void;
  /** `views`: of each saved view; `version`: another one when views were added, changed or removed. */
  counts(counts: Counts, views: Readonly<Record<Id, number>>, version: number): void;
  /** How many conversations each queue has. */
  queues?(counts: QueueCounts[]): void;
  /** Of what I am told: how much I have not read. */
  notices?(unread: number): void;
  /** The connection is new: what happened while it was down is not told again, so read the inbox anew. */
  resumed(): void;
}

/** `online`: frames flow. `waiting`: will try again by itself. `ended`: the session is over. */
export type LiveState = 'stopped' | 'connecting' | 'online' | 'waiting' | 'ended';

export interface LiveOptions {
  /** The desk's origin; '' for the page's own. */
  base: string;
  /** The token for the first frame. Without it, or with BY_COOKIE, the page's cookie speaks. */
  token?: () => string | null | Promise<string | null>;
  onState?: (state: LiveState) => void;
  random?: () => number;
}

type Frame =
  | { type: 'authenticated' }
  | { type: 'pong' }
  | { type: 'subscribed'; conversation_id: Id; last_seq: number }
  | { type: 'entry_posted'; entry: Entry }
  | { type: 'typing'; conversation_id: Id; author: Author; typing: boolean }
  | { type: 'seen'; conversation_id: Id; by: 'customer' | 'staff'; seq: number }
  | { type: 'presence'; conversation_id: Id; customer_online: boolean; agents: Person[] }
  | { type: 'queue'; conversation_id: Id; queue: Queue | null }
  | { type: 'planned_changed'; conversation_id: Id }
  | { type: 'clocks_changed'; conversation_id: Id }
  | { type: 'followers_changed'; conversation_id: Id }
  | { type: 'notices_changed'; unread: number }
  | { type: 'inbox_changed'; row: InboxRow }
  | { type: 'queues'; counts: QueueCounts[] }
  | { type: 'counts'; counts: Counts; views: Record<Id, number>; views_version: number }
  | { type: 'problem'; code: string; conversation_id?: Id };

interface Subscription {
  follower: Follower;
  /** The last seq delivered. */
  last: number;
  /** Up to here the server vouched for what it sent: a hole below is an entry that is not for us. */
  vouched: number;
  confirmed: boolean;
}

const SESSION_ENDED = 4001;
const PING_EVERY = 25_000;
const SILENCE_LIMIT = 60_000;
const WAKE_LIMIT = 5_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

export class Live {
  state: LiveState = 'stopped';
  private socket: WebSocket | null = null;
  private attempt = 0;
  private wasOnline = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private wakeTimer: ReturnType<typeof setTimeout> | undefined;
  private lastFrameAt = 0;
  private readonly subscriptions = new Map<Id, Subscription>();
  private inbox: InboxFollower | null = null;

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    if (this.state !== 'stopped') return;
    addEventListener('online', this.wake);
    addEventListener('offline', this.lost);
    document.addEventListener('visibilitychange', this.wake);
    void this.connect();
  }

  stop(): void {
    removeEventListener('online', this.wake);
    removeEventListener('offline', this.lost);
    document.removeEventListener('visibilitychange', this.wake);
    this.drop();
    clearTimeout(this.retryTimer);
    this.become('stopped');
  }

  /** Delivers every entry after `after`, in order and once, until unfollow. */
  follow(id: Id, after: number, follower: Follower): void {
    const subscription = { follower, last: after, vouched: after, confirmed: false };
    this.subscriptions.set(id, subscription);
    this.subscribe(id, subscription);
  }

  unfollow(id: Id): void {
    if (this.subscriptions.delete(id)) this.send({ type: 'unsubscribe', conversation_id: id });
  }

  followInbox(follower: InboxFollower): void {
    this.inbox = follower;
    this.send({ type: 'subscribe_inbox' });
  }

  typing(id: Id, typing: boolean, internal = false): void {
    this.send({ type: 'typing', conversation_id: id, typing, ...(internal ? { internal } : {}) });
  }

  /** False when there is no connection: the caller may post it instead. */
  seen(id: Id, seq: number): boolean {
    return this.send({ type: 'seen', conversation_id: id, seq });
  }

  private send(frame: object): boolean {
    if (this.state !== 'online' || !this.socket) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private subscribe(id: Id, subscription: Subscription): void {
    subscription.confirmed = false;
    this.send({ type: 'subscribe', conversation_id: id, after: subscription.last });
  }

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onState?.(state);
  }

  private async connect(): Promise<void> {
    clearTimeout(this.retryTimer);
    this.drop();
    this.become('connecting');
    const { base, token } = this.options;
    let bearer: string | null | undefined;
    try {
      bearer = await token?.();
    } catch {
      this.retry();
      return;
    }
    if (this.state !== 'connecting' || this.socket) return;
    const socket = new WebSocket((base || location.origin).replace(/^http/, 'ws') + '/api/v1/live', 'ombud.v1');
    this.socket = socket;
    this.lastFrameAt = Date.now();
    socket.onopen = () => {
      if (bearer) socket.send(JSON.stringify({ type: 'authenticate', token: bearer }));
      else this.opened();
    };
    socket.onmessage = ({ data }) => {
      this.lastFrameAt = Date.now();
      clearTimeout(this.wakeTimer);
      this.receive(JSON.parse(data as string) as Frame);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.drop();
      if (code === SESSION_ENDED) this.become('ended');
      else this.retry();
    };
    this.pingTimer = setInterval(this.beat, PING_EVERY);
  }

  /** After `ended`, once there is a new session. */
  restart(): void {
    this.attempt = 0;
    void this.connect();
  }

  private opened(): void {
    this.attempt = 0;
    this.become('online');
    for (const [id, subscription] of this.subscriptions) this.subscribe(id, subscription);
    if (this.inbox) {
      this.send({ type: 'subscribe_inbox' });
      if (this.wasOnline) this.inbox.resumed();
    }
    this.wasOnline = true;
  }

  private receive(frame: Frame): void {
    if (frame.type === 'authenticated') return this.state === 'online' ? undefined : this.opened();
    if (frame.type === 'pong') return;
    if (frame.type === 'inbox_changed') return this.inbox?.row(frame.row);
    if (frame.type === 'notices_changed') return this.inbox?.notices?.(frame.unread);
    if (frame.type === 'queues') return this.inbox?.queues?.(frame.counts);
    if (frame.type === 'counts') return this.inbox?.counts(frame.counts, frame.views, frame.views_version);
    if (frame.type === 'entry_posted') return this.deliver(frame.entry);
    const subscription = this.subscriptions.get(frame.conversation_id ?? '');
    if (!subscription) return;
    const { follower } = subscription;
    if (frame.type === 'subscribed') {
      subscription.confirmed = true;
      subscription.vouched = Math.max(subscription.vouched, frame.last_seq);
      follower.plannedChanged?.();
      follower.clocksChanged?.();
      follower.followersChanged?.();
    } else if (frame.type === 'typing') follower.typing?.(frame.author, frame.typing);
    else if (frame.type === 'seen') follower.seen?.(frame.by, frame.seq);
    else if (frame.type === 'presence') follower.presence?.(frame.customer_online, frame.agents);
    else if (frame.type === 'queue') follower.queue?.(frame.queue);
    else if (frame.type === 'planned_changed') follower.plannedChanged?.();
    else if (frame.type === 'clocks_changed') follower.clocksChanged?.();
    else if (frame.type === 'followers_changed') follower.followersChanged?.();
    else follower.problem?.(frame.code);
  }

  private deliver(entry: Entry): void {
    const subscription = this.subscriptions.get(entry.conversation_id);
    // Before the confirmation it belongs to the subscription we gave up; the new one brings it again.
    if (!subscription?.confirmed || entry.seq <= subscription.last) return;
    const known = Math.max(subscription.last, subscription.vouched);
    if (entry.seq > known + 1) {
      // Either we missed something or the hole is a note that a customer may not see: only the server knows.
      this.send({ type: 'unsubscribe', conversation_id: entry.conversation_id });
      this.subscribe(entry.conversation_id, subscription);
      return;
    }
    subscription.last = entry.seq;
    subscription.follower.entry(entry);
  }

  private readonly beat = (): void => {
    if (Date.now() - this.lastFrameAt > SILENCE_LIMIT) this.fail();
    else this.send({ type: 'ping' });
  };

  /** Back from sleep, from the background or from offline: find out now, not at the next time-out. */
  private readonly wake = (): void => {
    if (document.visibilityState === 'hidden' || this.state === 'ended') return;
    if (this.state === 'waiting') void this.connect();
    else if (this.send({ type: 'ping' })) {
      clearTimeout(this.wakeTimer);
      this.wakeTimer = setTimeout(this.fail, WAKE_LIMIT);
    }
  };

  private readonly lost = (): void => {
    if (this.state === 'online' || this.state === 'connecting') this.fail();
  };

  private readonly fail = (): void => {
    this.drop();
    this.retry();
  };

  private drop(): void {
    const { socket } = this;
    this.socket = null;
    clearInterval(this.pingTimer);
    clearTimeout(this.wakeTimer);
    socket?.close();
  }

  private retry(): void {
    const { random = Math.random } = this.options;
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.attempt);
    this.attempt += 1;
    this.become('waiting');
    clearTimeout(this.retryTimer);
    // Half fixed, half chance: a restarted server is not met by everybody in the same moment.
    this.retryTimer = setTimeout(() => void this.connect(), ceiling * (0.5 + random() / 2));
  }
}
