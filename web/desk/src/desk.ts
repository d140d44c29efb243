// Everything one signed-in person works with, wired together; made at sign-in, ended with the session.
import { createContext, useContext } from 'react';
import {
  assign, listStaff, newClientId, postEntry, setStatus,
  type ChangeHandling, type Conversation, type ConversationStatus, type Entry, type Http, type Id, type InboxRow, type StaffRow,
} from '@ombud/shared/api';
import type { RunView } from '@ombud/shared/diagnosis';
import { Live } from '@ombud/shared/live';
import { changeHandling } from '@ombud/shared/work';
import { planAnswer, readMail, takeBackPlanned, type MailState } from '@ombud/shared/mail';
import { listApprovals, type Approval, type Factors, type Myself } from '@ombud/shared/staff';
import { callFor } from './call';
import { OpenConversation } from './conversation/conversation';
import { letterOf } from './conversation/log';
import { Drafts, type Mode } from './drafts';
import { opposite } from './handling/opposite';
import { Work } from './handling/work';
import { Inbox } from './inbox/inbox';
import { Insiders } from './insiders/insiders';
import { Notices } from './notices/store';
import { Outbox } from './outbox';
import { Queues } from './routing/queues-store';
import { routeNow } from './route';
import { Store } from '@ombud/ui/store';
import { announce, toast } from '@ombud/ui/toast';
import { problemText, textNow } from './text';
import { Uploads } from './uploads';
import { customerName } from './names';

/** A connection that is back sooner is not worth a word. */
const UNNOTICED = 1_500;
/** Conversations whose log stays in memory; the one looked at longest ago goes first. */
const KEPT = 40;
/** How long a change of a conversation's handling can be taken back by a key. */
const UNDO_FOR = 30_000;
/** Approvals are few and wait for hours. */
const APPROVALS_EVERY = 30_000;
/** A mailbox is looked at every 20 seconds; a fault that stays is worth a mark. */
const MAIL_EVERY = 60_000;

export class Desk {
  readonly inbox: Inbox;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  /** No connection for so long that a person should know. */
  readonly offline = new Store(false);
  readonly people = new Store<readonly StaffRow[] | null>(null);
  readonly approvals = new Store<readonly Approval[] | null>(null);
  readonly mail = new Store<MailState | null>(null);
  readonly work: Work;
  readonly insiders: Insiders;
  readonly queues: Queues;
  readonly notices: Notices;
  /** null: this server keeps none for its staff. */
  readonly factors: Store<Factors | null>;
  private readonly live: Live;
  private approvalsTimer: ReturnType<typeof setInterval> | undefined;
  private mailTimer: ReturnType<typeof setInterval> | undefined;
  private outage: ReturnType<typeof setTimeout> | undefined;
  private undoable: { id: Id; change: ChangeHandling; until: number } | null = null;
  private readonly conversations = new Map<Id, OpenConversation>();
  private readonly uploading = new Map<string, Uploads>();
  private readonly runs = new Map<Id, Store<RunView | null>>();

  constructor(readonly me: Myself, readonly http: Http, ended: () => void) {
    this.factors = new Store(me.factors ?? null);
    this.work = new Work(http);
    this.insiders = new Insiders(http);
    this.queues = new Queues(http);
    this.notices = new Notices(http);
    this.live = new Live({
      base: '',
      onState: (state) => {
        this.watchOver(state === 'online');
        if (state === 'online') this.outbox.flush();
        if (state === 'ended') ended();
      },
    });
    this.inbox = new Inbox(http, me.id, (row) => this.called(row), (id) => this.work.view(id));
    this.drafts = new Drafts(localStorage, me.id);
    this.outbox = new Outbox(localStorage, me.id, (id, draft) => postEntry(http, id, draft), (entry) => this.stored(entry), {
      plan: (id, answer) => planAnswer(http, id, answer),
      planned: (plan, item) => this.conversations.get(plan.conversation_id)?.plans.keep(plan, item.attachments),
      takeBack: async (plan) => {
        await takeBackPlanned(http, plan.conversation_id, plan.id);
        this.conversations.get(plan.conversation_id)?.plans.forget(plan.id);
      },
      tooLate: () => toast(textNow()('problem.planned.posted'), 'danger'),
    });
  }

  start(): void {
    this.live.followInbox({
      row: (row) => {
        this.inbox.row(row);
        this.conversations.get(row.conversation.id)?.told(row.conversation);
      },
      counts: (counts, views, version) => {
        this.inbox.counts.set(counts);
        this.work.told(views, version);
      },
      queues: (counts) => this.queues.told(counts),
      notices: (unread) => this.noticed(unread),
      resumed: () => {
        void this.queues.load().catch(() => undefined);
        void this.notices.load().catch(() => undefined);
        const route = routeNow();
        if (route.page === 'inbox') void this.inbox.refresh(route.view);
      },
    });
    this.live.start();
    // Names beside conversations: without them less is shown.
    void this.queues.load().catch(() => undefined);
    // A number beside a bell.
    void this.notices.load().catch(() => undefined);
    if (this.can('reply')) void this.queues.loadAvailability().catch(() => undefined);
    if (this.can('approve')) {
      // A number beside a link: when it cannot be had, the page itself says so.
      const look = () => void this.loadApprovals().catch(() => undefined);
      this.approvalsTimer = setInterval(look, APPROVALS_EVERY);
      look();
    }
    if (this.can('see_mail')) {
      const look = () => void this.loadMail().catch(() => undefined);
      this.mailTimer = setInterval(look, MAIL_EVERY);
      look();
    }
    if (this.can('watch_insiders')) this.insiders.watch();
    this.outbox.flush();
  }

  stop(): void {
    this.live.stop();
    this.insiders.stop();
    clearInterval(this.approvalsTimer);
    clearInterval(this.mailTimer);
    clearTimeout(this.outage);
    this.outbox.stop();
  }

  conversation(id: Id): OpenConversation {
    const known = this.conversations.get(id);
    if (known) {
      this.conversations.delete(id);
      this.conversations.set(id, known);
      return known;
    }
    const opened = new OpenConversation(id, this.http, this.live, {
      said: (entry, conversation) => this.said(entry, conversation),
      seen: (seen, seq) => {
        this.inbox.seen(seen, seq);
        this.notices.seen(seen);
      },
    });
    this.conversations.set(id, opened);
    const [oldest] = this.conversations.keys();
    if (this.conversations.size > KEPT) this.conversations.delete(oldest!);
    return opened;
  }

  uploads(id: Id, mode: Mode): Uploads {
    const key = id + mode;
    const known = this.uploading.get(key);
    if (known) return known;
    const uploads = new Uploads(id, (attachment) => {
      this.drafts.of(id, mode).change((draft) => ({ ...draft, attachments: [...draft.attachments, attachment] }));
    });
    this.uploading.set(key, uploads);
    return uploads;
  }

  /** The guided answer that I went through for the customer of a conversation. */
  run(id: Id): Store<RunView | null> {
    const known = this.runs.get(id) ?? new Store<RunView | null>(null);
    this.runs.set(id, known);
    return known;
  }

  async loadPeople(): Promise<void> {
    const { staff } = await listStaff(this.http);
    // The list may be older than our own live connection.
    this.people.set(staff.map((person) => (person.id === this.me.id ? { ...person, online: true } : person)));
  }

  async loadApprovals(): Promise<void> {
    this.approvals.set((await listApprovals(this.http)).approvals);
  }

  async loadMail(): Promise<void> {
    this.mail.set(await readMail(this.http));
  }

  can(permission: string): boolean {
    // Only a demo shows its letters.
    if (permission === 'read_outbox' && !this.me.second_factor_waived) return false;
    return this.me.permissions.includes(permission);
  }

  // Acts. Each answers whether it was done, and says so when it was not.

  assign = (id: Id, to: Id | null): Promise<boolean> =>
    this.act(id, (http) => assign(http, id, to, newClientId()));

  /** What the customer wrote in the same moment is not resolved unread. */
  setStatus = (id: Id, status: Exclude<ConversationStatus, 'new'>): Promise<boolean> => {
    const seen = status === 'resolved' ? this.conversations.get(id)?.state.get().entries.at(-1)?.seq : undefined;
    return this.act(id, (http) => setStatus(http, id, status, newClientId(), seen));
  };

  /** How it is handled; can be taken back for a while. */
  change = (id: Id, change: ChangeHandling): Promise<boolean> =>
    this.act(id, async (http) => {
      const entry = await changeHandling<Entry>(http, id, change, newClientId());
      const back = entry.kind === 'handling' ? opposite(entry.data, Date.now()) : null;
      this.undoable = back && { id, change: back, until: Date.now() + UNDO_FOR };
      const text = textNow();
      toast(text('handling.changed'), 'plain', back && { label: text('handling.undo'), run: () => void this.undoChange() });
      return entry;
    });

  /** Takes the last change of a conversation's handling back; whether there was one, just now. */
  undoChange(of?: Id): boolean {
    const last = this.undoable;
    if (!last || (of !== undefined && last.id !== of) || last.until < Date.now()) return false;
    this.undoable = null;
    void this.act(last.id, (http) => changeHandling<Entry>(http, last.id, last.change, newClientId())).then((done) => {
      if (done) toast(textNow()('handling.undone'));
    });
    return true;
  }

  private async act(id: Id, act: (http: Http) => Promise<Entry>): Promise<boolean> {
    try {
      this.conversations.get(id)?.keep(await act(this.http));
      return true;
    } catch (error) {
      toast(problemText(textNow(), error), 'danger');
      return false;
    }
  }

  private watchOver(online: boolean): void {
    if (online) {
      clearTimeout(this.outage);
      this.outage = undefined;
      this.offline.set(false);
    } else this.outage ??= setTimeout(() => this.offline.set(true), UNNOTICED);
  }

  private stored(entry: Entry): void {
    this.conversations.get(entry.conversation_id)?.keep(entry);
  }

  private said(entry: Entry, conversation: Conversation): void {
    this.outbox.arrived(entry);
    if (entry.author.kind !== 'customer') return;
    const text = textNow();
    const body = entry.body || (entry.kind === 'intake' ? text('row.case_told') : letterOf(entry) ? text('letter.no_words') : '');
    announce(text('announce.said', { name: customerName(text, conversation.customer), text: body }));
  }

  private noticed(unread: number): void {
    if (unread > this.notices.unread.get()) announce(textNow()('notices.announce', { count: unread }));
    this.notices.told(unread);
  }

  private called(row: InboxRow): void {
    const route = routeNow();
    const reading = route.page === 'inbox' && route.conversation === row.conversation.id && document.hasFocus();
    if (!reading) callFor(row);
  }
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of a session');
  return desk;
}
