// What was sent and is not yet stored: in order, again after failures, kept over reloads, each stored once.
import { Problem, type Attachment, type Entry, type Id, type NewEntry, type Timestamp } from '@ombud/shared/api';
import type { NewPlanned, Planned } from '@ombud/shared/mail';
import { keysOf, put, take, type Shelf } from './drafts';
import { Store } from '@ombud/ui/store';

export interface Pending {
  client_id: string;
  conversation_id: Id;
  body: string;
  attachments: Attachment[];
  internal: boolean;
  /** Colleagues whom a note names. */
  mentions?: Id[];
  answering: number;
  at: string;
  /** Of an answer that waits at the desk: until when; null: as long as it can be taken back. Absent: it is posted at once. */
  due_at?: Timestamp | null;
  /** It went to the desk at least once: nobody knows whether it arrived. */
  tried?: boolean;
  /** Its writer wants it back: it only goes out to make sure that it does not stay there. */
  taken_back?: boolean;
  /** `queued` goes by itself; `overtaken` and `refused` wait for a decision. */
  state: 'queued' | 'sending' | 'overtaken' | 'refused';
  /** Why it was refused. */
  code?: string;
}

/** Answers that wait at the desk until they are posted. */
export interface Planning {
  plan: (conversation: Id, answer: NewPlanned) => Promise<Planned>;
  planned: (plan: Planned, item: Pending) => void;
  takeBack: (plan: Planned) => Promise<unknown>;
  /** It was posted before it could be taken back. */
  tooLate: (item: Pending) => void;
}

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

export class Outbox {
  readonly items = new Store<readonly Pending[]>([]);
  private readonly prefix: string;
  private readonly running = new Set<Id>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly shelf: Shelf,
    me: Id,
    private readonly post: (conversation: Id, draft: NewEntry) => Promise<Entry>,
    private readonly stored: (entry: Entry) => void,
    private readonly planning?: Planning,
  ) {
    this.prefix = `ombud.desk.outbox.${me}.`;
    const kept = keysOf(shelf, this.prefix).map((key) => take<Pending>(shelf, key)).filter((item) => item !== null);
    this.items.set(
      kept
        .map((item) => (item.state === 'sending' ? { ...item, state: 'queued' as const } : item))
        .sort((a, b) => a.at.localeCompare(b.at)),
    );
  }

  send(item: Omit<Pending, 'state'>): void {
    this.keep({ ...item, state: 'queued' });
    void this.run(item.conversation_id);
  }

  /** Sends what waits: at the start, when the connection is back, when the person asks. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of new Set(this.items.get().map((item) => item.conversation_id))) void this.run(id);
  }

  /** After `overtaken`: the person has read what the other said up to `answering`, and insists. */
  insist(client_id: string, answering: number): void {
    this.again(client_id, { answering });
  }

  retry(client_id: string): void {
    this.again(client_id, {});
  }

  remove(client_id: string): Pending | undefined {
    const item = this.items.get().find((each) => each.client_id === client_id);
    this.items.change((now) => now.filter((each) => each !== item));
    this.shelf.removeItem(this.prefix + client_id);
    return item;
  }

  /** Back to its writer, whether or not the desk has it already. */
  takeBack(client_id: string): Pending | undefined {
    const item = this.items.get().find((each) => each.client_id === client_id);
    if (!item?.tried) return this.remove(client_id);
    this.keep({ ...item, taken_back: true });
    void this.run(item.conversation_id);
    return item;
  }

  /** It came by the live connection before the answer to our post did. */
  arrived(entry: Entry): void {
    if (this.items.get().some((item) => item.client_id === entry.client_id)) this.remove(entry.client_id);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  forget(): void {
    for (const key of keysOf(this.shelf, this.prefix)) this.shelf.removeItem(key);
  }

  private again(client_id: string, change: Partial<Pending>): void {
    const item = this.items.get().find((each) => each.client_id === client_id);
    if (!item) return;
    this.keep({ ...item, ...change, state: 'queued' });
    void this.run(item.conversation_id);
  }

  private keep(item: Pending): void {
    const place = this.items.get().findIndex((each) => each.client_id === item.client_id);
    this.items.change((now) => (place < 0 ? [...now, item] : now.map((each, index) => (index === place ? item : each))));
    put(this.shelf, this.prefix + item.client_id, item);
  }

  private async run(conversation: Id): Promise<void> {
    if (this.running.has(conversation)) return;
    this.running.add(conversation);
    try {
      for (;;) {
        const next = this.items.get().find((item) => item.conversation_id === conversation && item.state === 'queued');
        if (!next || !(await this.deliver(next))) return;
      }
    } finally {
      this.running.delete(conversation);
    }
  }

  /** False when the way is down: then the rest waits too, so that order is kept. */
  private async deliver(item: Pending): Promise<boolean> {
    const { client_id, body, attachments, internal, answering, mentions } = item;
    this.keep({ ...item, state: 'sending', tried: true });
    try {
      if (item.due_at !== undefined) return await this.plan(item, item.due_at);
      const entry = await this.post(item.conversation_id, {
        client_id,
        body,
        ...(attachments.length ? { attachments: attachments.map(({ id }) => id) } : {}),
        ...(internal ? { internal, ...(mentions?.length ? { mentions } : {}) } : { answering }),
      });
      this.failures = 0;
      this.remove(client_id);
      this.stored(entry);
      return true;
    } catch (error) {
      if (!this.items.get().some((each) => each.client_id === client_id)) return true;
      const problem = error instanceof Problem ? error : new Problem('network');
      const taken_back = this.isTakenBack(item);
      if (problem.passing || problem.status === 401) {
        this.keep({ ...item, state: 'queued', tried: true, ...(taken_back ? { taken_back } : {}) });
        this.later();
        return false;
      }
      // It arrived the last time, and was posted since.
      const posted = problem.code === 'planned.posted';
      if (posted || taken_back) {
        this.remove(client_id);
        if (posted && taken_back) this.planning?.tooLate(item);
        return true;
      }
      const overtaken = problem.code === 'entry.answered_already';
      this.keep({ ...item, state: overtaken ? 'overtaken' : 'refused', code: problem.code });
      return true;
    }
  }

  private async plan({ client_id, conversation_id, body, attachments, answering }: Pending, due_at: Timestamp | null): Promise<boolean> {
    const planning = this.planning!;
    const plan = await planning.plan(conversation_id, {
      client_id,
      body,
      seen_seq: answering,
      ...(attachments.length ? { attachments: attachments.map(({ id }) => id) } : {}),
      ...(due_at === null ? {} : { due_at }),
    });
    const item = this.items.get().find((each) => each.client_id === client_id);
    if (item?.taken_back) await planning.takeBack(plan);
    this.failures = 0;
    this.remove(client_id);
    if (item && !item.taken_back) planning.planned(plan, item);
    return true;
  }

  private isTakenBack({ client_id }: Pending): boolean {
    return this.items.get().some((each) => each.client_id === client_id && each.taken_back === true);
  }

  private later(): void {
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }
}
