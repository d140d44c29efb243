// What I am told about conversations: how much I have not read, and the newest of it.
import type { Http, Id } from '@ombud/shared/api';
import { listNotices, markNoticesRead, type MarkRead, type Notice } from '@ombud/shared/ties';
import { Store } from '@ombud/ui/store';

export class Notices {
  readonly unread = new Store(0);
  /** The newest that I have not read, one page of them: those of an open conversation are read with it. */
  readonly waiting = new Store<readonly Notice[]>([]);
  /** Grows when there are others: a list on screen reads itself anew. */
  readonly version = new Store(0);

  constructor(private readonly http: Http) {}

  async load(): Promise<void> {
    const page = await listNotices(this.http, { unread: 1 });
    this.waiting.set(page.notices);
    this.unread.set(page.unread);
    this.version.change((now) => now + 1);
  }

  /** News: there are others now, or fewer unread ones. */
  told(unread: number): void {
    this.unread.set(unread);
    this.load().catch(() => undefined);
  }

  /** Whoever reads a conversation has read what they were told of it. */
  seen(conversation: Id): void {
    if (this.waiting.get().some((each) => each.conversation_id === conversation)) void this.read({ conversation_id: conversation }).catch(() => undefined);
  }

  async read(which: MarkRead): Promise<void> {
    const { unread } = await markNoticesRead(this.http, which);
    this.unread.set(unread);
    this.waiting.change((now) => now.filter((each) => !isMeant(which, each)));
    this.version.change((now) => now + 1);
  }
}

export const isMeant = (which: MarkRead, { id, at, conversation_id }: Notice): boolean =>
  'ids' in which ? which.ids.includes(id) : 'until' in which ? Date.parse(at) <= Date.parse(which.until) : conversation_id === which.conversation_id;
