// What the customer said and the desk has not confirmed yet: kept over reloads, sent in order, once, by one tab at a time.
import {
  newClientId, postEntry, Problem, startConversation,
  type Conversation, type Entry, type Http, type Id, type Language,
} from '@ombud/shared/api';
import type { CaseField, Topic } from '../guided/api';
import type { Keep } from '../keep';
import type { Session } from './session';

export interface PendingFile {
  /** Where the vault keeps its bytes. */
  key: string;
  name: string;
  type: string;
  bytes: number;
  /** The attachment, once uploaded. */
  id?: Id;
}

/** A guided answer that these words hand over to a person. */
export interface Told {
  token: string;
  topic: Topic;
  fields: CaseField[];
}

export interface Unsent {
  client_id: string;
  owner: string;
  /** Null while the conversation itself has yet to be made, under the idempotency key `thread`. */
  conversation: Id | null;
  thread: string;
  language: Language;
  body: string;
  files: PendingFile[];
  run?: Told | null;
  at: string;
  /** Why it will not go by itself any more. */
  error: string | null;
}

export interface OutboxEvents {
  changed(): void;
  /** Resolves when its entries are on the screen. */
  started(made: Conversation, thread: string): Promise<void>;
  posted(entry: Entry): void;
}

export interface Carrier {
  upload(conversation: Id, file: PendingFile, item: Unsent): Promise<Id>;
  forget(files: PendingFile[]): void;
  needGuide(): Promise<{ handOver(conversation: Id, item: Unsent, attachments: Id[]): Promise<Entry> }>;
}

const LONGEST_DELAY = 30_000;
const FIRST_DELAY = 1_000;
const GONE = new Set([401, 403, 404]);

export class Outbox {
  /** Seconds the desk asked us to wait, while it does. */
  pause = 0;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly unwatch: () => void;

  constructor(
    private readonly keep: Keep,
    private readonly http: Http,
    private readonly session: Session,
    private readonly carrier: Carrier,
    private readonly events: OutboxEvents,
  ) {
    this.unwatch = keep.watch('outbox', () => events.changed());
  }

  /** This customer's, oldest first. */
  items(): Unsent[] {
    return this.all().filter((item) => item.owner === this.session.owner);
  }

  add(words: Pick<Unsent, 'conversation' | 'thread' | 'language' | 'body' | 'files' | 'run'>): void {
    this.store([
      ...this.all(),
      { ...words, client_id: newClientId(), owner: this.session.owner, at: new Date().toISOString(), error: null },
    ]);
    void this.flush();
  }

  retry(item: Unsent): void {
    this.change(item, { error: null });
    void this.flush();
  }

  discard(item: Unsent): void {
    this.remove(item);
    this.carrier.forget(item.files);
  }

  /** Another person uses this browser now: what a signed-in customer left behind is not theirs to see. */
  forgetOthers(): void {
    const mine = this.all().filter(({ owner }) => owner === 'guest' || owner === this.session.owner);
    if (mine.length !== this.all().length) this.store(mine);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.unwatch();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.next()) return;
    await alone(async () => {
      let restarted = false;
      for (let item = this.next(); item && !this.stopped; item = this.next()) {
        try {
          await this.send(item);
          this.attempt = this.pause = 0;
        } catch (error) {
          const problem = error instanceof Problem ? error : new Problem('unexpected');
          if (problem.code === 'cancelled') continue;
          if (GONE.has(problem.status) && item.conversation && !restarted) {
            // The desk no longer knows this guest or conversation: what was written starts a new one.
            restarted = true;
            this.startAnew(item.conversation);
          } else if (problem.passing || problem.status === 401) {
            this.later(problem.retryAfter);
            return;
          } else this.change(item, { error: problem.code });
        }
      }
    });
  }

  private next(): Unsent | undefined {
    return this.items().find((item) => !item.error);
  }

  private async send(item: Unsent): Promise<void> {
    await this.session.begin();
    let { conversation } = item;
    if (!conversation) {
      const whole = !item.files.length && !item.run;
      const made = await startConversation(this.http, {
        client_id: item.thread,
        language: item.language,
        ...(whole && { body: item.body }),
        ...(item.run && { topic: item.run.topic }),
      });
      conversation = made.id;
      // Words that are in it already wait for no conversation; they go once they are on the screen.
      const follows = (other: Unsent) => other.thread === item.thread && !(whole && other.client_id === item.client_id);
      this.store(this.all().map((other) => (follows(other) ? { ...other, conversation } : other)));
      await this.events.started(made, item.thread);
      if (whole) {
        this.remove(item);
        return;
      }
    }
    const files = [...item.files];
    for (const [index, file] of files.entries()) {
      if (file.id) continue;
      files[index] = { ...file, id: await this.carrier.upload(conversation, file, item) };
      this.change(item, { files: [...files] });
    }
    const attachments = files.map((file) => file.id!);
    const entry = item.run
      ? await (await this.carrier.needGuide()).handOver(conversation, item, attachments)
      : await postEntry(this.http, conversation, {
        client_id: item.client_id,
        body: item.body,
        ...(attachments.length ? { attachments } : {}),
      });
    this.events.posted(entry);
    this.discard(item);
  }

  private startAnew(conversation: Id): void {
    const thread = newClientId();
    this.store(
      this.all().map((item) =>
        item.conversation === conversation
          ? { ...item, conversation: null, thread, files: item.files.map(({ key, name, type, bytes }) => ({ key, name, type, bytes })) }
          : item,
      ),
    );
  }

  private later(asked: number | null): void {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.attempt++);
    this.pause = asked ?? 0;
    this.timer = setTimeout(() => void this.flush(), asked ? asked * 1000 : ceiling * (0.5 + Math.random() / 2));
    this.events.changed();
  }

  private all(): Unsent[] {
    return this.keep.get<Unsent[]>('outbox') ?? [];
  }

  private change(item: Unsent, change: Partial<Unsent>): void {
    this.store(this.all().map((other) => (other.client_id === item.client_id ? { ...other, ...change } : other)));
  }

  private remove(item: Unsent): void {
    this.store(this.all().filter(({ client_id }) => client_id !== item.client_id));
  }

  private store(items: Unsent[]): void {
    this.keep.set('outbox', items.length ? items : null);
    this.events.changed();
  }
}

let before: Promise<void> = Promise.resolve();

/** One after another, over all tabs. A browser without locks keeps order within the tab; between tabs the idempotency keys prevent doubles. */
function alone(work: () => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks) return locks.request<Promise<void>>('ombud:outbox', work);
  return (before = before.then(work, work));
}
