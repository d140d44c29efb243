// Everything one signed-in person works with, wired together; made at sign-in, ended with the session.
import { createContext, useContext } from 'react';
import {
  assign, listStaff, newClientId, postEntry, setStatus,
  type Conversation, type ConversationStatus, type Entry, type Http, type Id, type InboxRow, type StaffRow,
} from '@ombud/shared/api';
import type { RunView } from '@ombud/shared/diagnosis';
import { Live } from '@ombud/shared/live';
import { planAnswer, readMail, takeBackPlanned, type MailState } from '@ombud/shared/mail';
import { listApprovals, type Approval, type Factors, type Myself } from '@ombud/shared/staff';
import { callFor } from './call';
import { OpenConversation } from './conversation/conversation';
import { letterOf } from './conversation/log';
import { Drafts, type Mode } from './drafts';
import { Inbox } from './inbox/inbox';
import { Outbox } from './outbox';
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
  /** null: this server keeps none for its staff. */
  readonly factors: Store<Factors | null>;
  private readonly live: Live;
  private approvalsTimer: ReturnType<typeof setInterval> | undefined;
  private mailTimer: ReturnType<typeof setInterval> | undefined;
  private outage: ReturnType<typeof setTimeout> | undefined;
  private readonly conversations = new Map<Id, OpenConversation>();
  private readonly uploading = new Map<string, Uploads>();
  private readonly runs = new Map<Id, Store<RunView | null>>();

  constructor(readonly me: Myself, readonly http: Http, ended: () => void) {
    this.factors = new Store(me.factors ?? null);
    this.live = new Live({
      base: '',
      onState: (state) => {
        this.watchOver(state === 'online');
        if (state === 'online') this.outbox.flush();
        if (state === 'ended') ended();
      },
    });
    this.inbox = new Inbox(http, me.id, (row) => this.called(row));
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
      counts: (counts) => this.inbox.counts.set(counts),
      resumed: () => {
        const route = routeNow();
        if (route.page === 'inbox') void this.inbox.refresh(route.view);
      },
    });
    this.live.start();
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
    this.outbox.flush();
  }

  stop(): void {
    this.live.stop();
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
      seen: (seen, seq) => this.inbox.seen(seen, seq),
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

  setStatus = (id: Id, status: Exclude<ConversationStatus, 'new'>): Promise<boolean> =>
    this.act(id, (http) => setStatus(http, id, status, newClientId()));

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
