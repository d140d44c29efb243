// The conversation: what is loaded, what is shown, and what each act of the customer does.
import {
  byEntry, getWaiting, Http, listConversations, listEntries, markSeen, newClientId, NEWEST, Problem,
  type Author, type Conversation, type Entry, type Id, type WaitingNow,
} from '@ombud/shared/api';
import { Live } from '@ombud/shared/live';
import { rate } from '@ombud/shared/reports';
import { addStyles } from '../bits';
import type { Chat, Host } from '../host';
import { chime, notificationsAllowed, notify } from './alerts';
import css from './chat.css?inline';
import { isAnswer, isTold, mayRate } from './entries';
import { inspect, prepareGuard, takeOut, type Found } from './guard';
import { once } from './once';
import { Outbox, type PendingFile, type Unsent } from './outbox';
import { Session } from './session';
import { drawBody, drawHeading, drawTools, drawTray } from './screens';
import { kindName, textsFrom, type Key, type Text } from './texts';

type Pictures = typeof import('../pictures/pictures');
type Guide = import('../guided/guide').Guide;
type Rating = typeof import('../rating/rating');

export interface Notice {
  key: Key;
  values?: Record<string, string | number>;
}

const PAGE = 40;
const LONGEST_MESSAGE = 16 * 1024;
const TYPING_LASTS = 6_000;
const TYPING_EVERY = 3_000;
/** A hiccup shorter than this is nobody's business. */
const SHOW_RECONNECTING_AFTER = 1_500;
const REOPEN_AFTER = 10_000;
const RESTART_AFTER = 1_000;

class Talk implements Chat {
  view: 'thread' | 'history' | 'settings' = 'thread';
  phase: 'loading' | 'ready' | 'trouble' = 'loading';
  trouble: Key = 'load_trouble';
  conversations: Conversation[] = [];
  current: Conversation | null = null;
  entries: Entry[] = [];
  /** Every entry from the first is here. */
  complete = true;
  loadingOlder = false;
  waitingNow: WaitingNow | null = null;
  typing: Author | null = null;
  files: PendingFile[] = [];
  warning: { text: string; found: Found[] } | null = null;
  notice: Notice | null = null;
  reconnecting = false;
  atEnd = true;
  /** What came after this while nobody looked is marked as new. */
  newAfter = NEWEST;
  pictures: Pictures | null = null;
  /** Guided answers, once somebody may want one. */
  guide: Guide | null = null;
  /** Once there is something to rate. */
  rating: Rating | null = null;
  readonly progress = new Map<string, number>();
  readonly session: Session;
  readonly http: Http;
  readonly outbox: Outbox;
  private readonly live: Live;
  private readonly uploads = new Map<string, AbortController>();
  /** Answers in conversations that are not on the screen. */
  private readonly elsewhere = new Map<Id, number>();
  private thread = newClientId();
  /** Counts identities, so that what was asked for one person is never shown to the next. */
  private round = 0;
  private text: { source: Host['chatTexts']; t: Text } | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private reopenTimer: ReturnType<typeof setTimeout> | undefined;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private lastTypingAt = 0;
  private away = true;
  private readonly unwatch: () => void;

  constructor(readonly host: Host) {
    addStyles(host.shadow, css);
    this.session = new Session(host);
    this.http = new Http({ base: host.desk, token: () => this.session.token(), renew: () => this.renew() });
    this.live = new Live({
      base: host.desk,
      token: () => this.session.token(),
      onState: (state) => {
        clearTimeout(this.reconnectTimer);
        if (state === 'online') {
          this.reconnecting = false;
          void this.outbox.flush();
        } else if (state === 'waiting') {
          this.reconnectTimer = setTimeout(() => this.set({ reconnecting: true }), SHOW_RECONNECTING_AFTER);
        } else if (state === 'ended') {
          void this.renew().then((renewed) => renewed && setTimeout(() => this.live.restart(), RESTART_AFTER));
        }
        host.changed();
      },
    });
    this.outbox = new Outbox(host.keep, this.http, this.session, this, {
      changed: () => host.changed(),
      started: (made, thread) => this.started(made, thread),
      posted: (entry) => {
        this.take(entry);
        this.live.start();
      },
    });
    this.files = host.keep.get<PendingFile[]>('files') ?? [];
    if (this.files.length) void this.needPictures();
    // Another tab started a conversation.
    this.unwatch = host.keep.watch('latest', () => this.current ?? this.identify());
    addEventListener('online', this.networkChanged);
    addEventListener('offline', this.networkChanged);
    this.identify();
  }

  // What the shell asks

  get t(): Text {
    const source = this.host.chatTexts!;
    if (this.text?.source !== source) this.text = { source, t: textsFrom(source) };
    return this.text.t;
  }

  get unread(): number {
    const seen = this.current?.customer_seen_seq ?? 0;
    const here = this.entries.filter((entry) => isAnswer(entry) && entry.seq > seen).length;
    return [...this.elsewhere.values()].reduce((sum, count) => sum + count, here);
  }

  get hasFiles(): boolean {
    return this.files.length > 0;
  }

  heading = () => drawHeading(this);
  tools = () => drawTools(this);
  body = () => drawBody(this);
  tray = () => drawTray(this);

  async submit(text: string): Promise<boolean> {
    this.notice = null;
    if (new TextEncoder().encode(text).length > LONGEST_MESSAGE) {
      this.set({ notice: { key: 'too_long' } });
      return false;
    }
    const found = text ? await inspect(text) : [];
    if (found.length) {
      this.set({ warning: { text, found } });
      return false;
    }
    this.say(text);
    return true;
  }

  addFiles(files: Iterable<File>): void {
    void this.needPictures().then(async ({ put, refusal }) => {
      for (const file of files) {
        const key = refusal(file);
        if (key) this.notice = { key, values: { name: file.name } };
        else {
          const pending = { key: newClientId(), name: file.name, type: file.type, bytes: file.size };
          await put(pending.key, file);
          this.setFiles([...this.files, pending]);
        }
      }
      this.host.changed();
    });
  }

  typed(text: string): void {
    if (this.warning && text !== this.warning.text) this.warning = null;
    this.notice = null;
    if (text) prepareGuard().catch(() => undefined);
    if (!this.current || (text && Date.now() - this.lastTypingAt < TYPING_EVERY)) return;
    this.lastTypingAt = text ? Date.now() : 0;
    this.live.typing(this.current.id, text !== '');
  }

  looked(): void {
    const { current, host } = this;
    if (!host.open || document.visibilityState === 'hidden') {
      this.away = true;
      return;
    }
    if (!current || this.phase !== 'ready' || this.view !== 'thread' || !this.atEnd) return;
    const seen = current.customer_seen_seq;
    const last = this.entries.findLast(isAnswer)?.seq ?? 0;
    if (this.away) this.newAfter = last > seen ? seen : NEWEST;
    this.away = false;
    if (last > seen) {
      current.customer_seen_seq = last;
      if (!this.live.seen(current.id, last)) markSeen(this.http, current.id, last).catch(() => undefined);
    }
    host.changed();
  }

  identify(): void {
    this.session.reset();
    void this.open();
  }

  stop(): void {
    this.round += 1;
    this.guide?.stop();
    this.live.stop();
    this.outbox.stop();
    this.unwatch();
    clearTimeout(this.typingTimer);
    clearTimeout(this.reconnectTimer);
    clearTimeout(this.reopenTimer);
    for (const upload of this.uploads.values()) upload.abort();
    removeEventListener('online', this.networkChanged);
    removeEventListener('offline', this.networkChanged);
  }

  // What the screens ask

  set(change: Partial<Pick<Talk, 'view' | 'phase' | 'trouble' | 'warning' | 'notice' | 'typing' | 'reconnecting' | 'loadingOlder'>>): void {
    Object.assign(this, change);
    this.host.changed();
  }

  /** Loads who this is and what they said. A quiet retry leaves the trouble on the screen until it is over. */
  async open(quiet = false): Promise<void> {
    const round = ++this.round;
    clearTimeout(this.reopenTimer);
    this.live.stop();
    this.clear();
    if (!quiet) this.set({ phase: 'loading', view: 'thread' });
    let known: boolean;
    try {
      known = (await this.session.token()) !== null;
    } catch {
      if (round === this.round) this.fail(this.host.getToken ? 'identity_trouble' : 'load_trouble');
      return;
    }
    if (round !== this.round) return;
    this.separatePeople();
    const run = this.host.keep.get('run');
    if (run || this.guide) this.needGuide().then((guide) => guide.open(), () => undefined);
    try {
      if (known) {
        this.host.keep.set('returning', true);
        const { conversations } = await listConversations(this.http);
        if (round !== this.round) return;
        this.conversations = conversations.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
        const first = this.conversations.find(({ status }) => status !== 'resolved') ?? this.conversations[0];
        this.live.start();
        if (first && !(run && first.status === 'resolved')) await this.show(first);
        for (const other of this.conversations) if (other !== first && other.status !== 'resolved') this.listen(other);
      }
      if (round !== this.round) return;
      if (!this.current) {
        const unsent = this.outbox.items().find(({ conversation }) => !conversation);
        this.thread = unsent?.thread ?? this.thread;
        void this.askWaiting();
      }
      this.set({ phase: 'ready' });
    } catch {
      // A guest whose session ended has been given a fresh start by `renew`: that is another round.
      if (round === this.round) this.fail('load_trouble');
    }
    void this.outbox.flush();
  }

  private fail(trouble: Key): void {
    clearTimeout(this.reopenTimer);
    this.reopenTimer = setTimeout(() => void this.open(true), REOPEN_AFTER * (0.5 + Math.random()));
    this.set({ phase: 'trouble', trouble });
  }

  async show(conversation: Conversation): Promise<void> {
    const round = this.round;
    this.leave();
    this.current = conversation;
    this.elsewhere.delete(conversation.id);
    this.set({ view: 'thread', phase: 'loading' });
    const page = await listEntries(this.http, conversation.id, { before: NEWEST, limit: PAGE });
    if (round !== this.round || this.current !== conversation) return;
    this.entries = page.entries;
    this.complete = page.entries.length < PAGE;
    this.live.follow(conversation.id, page.last_seq, {
      entry: (entry) => {
        this.take(entry);
        this.announce(entry);
      },
      typing: (author, typing) => this.showTyping(typing && author.kind === 'agent' ? author : null),
      seen: (by, seq) => {
        const field = by === 'staff' ? 'staff_seen_seq' : 'customer_seen_seq';
        conversation[field] = Math.max(conversation[field], seq);
        this.host.changed();
      },
      queue: (queue) => {
        conversation.queue = queue;
        this.host.changed();
      },
    });
    this.away = true;
    this.set({ phase: 'ready' });
    this.looked();
    this.noticePictures();
  }

  choose(conversation: Conversation): void {
    const left = this.current;
    void this.show(conversation).catch(() => this.fail('load_trouble'));
    if (left && left !== conversation && left.status !== 'resolved') this.listen(left);
  }

  startNew(): void {
    this.leave();
    this.thread = newClientId();
    this.set({ view: 'thread', phase: 'ready' });
    void this.askWaiting();
  }

  async older(): Promise<void> {
    const { current, entries } = this;
    if (!current || this.complete || this.loadingOlder || !entries[0]) return;
    this.set({ loadingOlder: true });
    try {
      const page = await listEntries(this.http, current.id, { before: entries[0].seq, limit: PAGE });
      if (this.current !== current) return;
      this.entries = [...page.entries, ...this.entries];
      this.complete = page.entries.length < PAGE;
      this.noticePictures();
    } catch {
      // Scrolling up asks again.
    } finally {
      this.set({ loadingOlder: false });
    }
  }

  removeFile(file: PendingFile): void {
    this.setFiles(this.files.filter(({ key }) => key !== file.key));
    this.forget([file]);
  }

  cancel(item: Unsent): void {
    this.outbox.discard(item);
    this.uploads.get(item.client_id)?.abort();
  }

  /** The customer's answer to the warning. */
  sendWithout(): void {
    const { warning, t } = this;
    if (!warning) return;
    this.say(takeOut(warning.text, warning.found, (kind) => t('taken_out', { kind: kindName(t, kind) })));
    this.rewrite('');
  }

  sendAnyway(): void {
    if (this.warning) this.say(this.warning.text);
    this.rewrite('');
  }

  edit(): void {
    const text = this.warning?.text ?? '';
    this.warning = null;
    this.rewrite(text);
  }

  private rewrite(text: string): void {
    this.host.write(text);
    this.host.focus();
  }

  /** Unsent words that belong to what is on the screen. */
  unsent(): Unsent[] {
    const known = new Set(this.entries.map(({ client_id }) => client_id));
    // The words that open a conversation become its first entry, under the thread's key.
    const belongs = ({ conversation, thread }: Unsent) =>
      conversation ? conversation === this.current?.id : thread === this.thread && !known.has(thread);
    const shown = ({ client_id, run }: Unsent) => known.has(run ? client_id + '-case' : client_id);
    return this.outbox.items().filter((item) => !shown(item) && (this.phase === 'trouble' || belongs(item)));
  }

  // What the outbox asks

  async upload(conversation: Id, file: PendingFile, item: Unsent): Promise<Id> {
    const { get, upload } = await this.needPictures();
    const bytes = await get(file.key);
    if (!bytes) throw new Problem('file_lost', 410);
    const token = await this.session.token();
    if (token === null) throw new Problem('session.required', 401);
    const stop = new AbortController();
    this.uploads.set(item.client_id, stop);
    const report = (share: number) => {
      this.progress.set(file.key, share);
      this.host.changed();
    };
    report(0);
    try {
      return (await upload(this.host.desk, token, conversation, file.name, bytes, report, stop.signal)).id;
    } finally {
      this.uploads.delete(item.client_id);
      this.progress.delete(file.key);
    }
  }

  forget(files: PendingFile[]): void {
    if (files.length) void this.needPictures().then(({ remove }) => remove(files.map(({ key }) => key)));
  }

  say(body: string): void {
    const run = this.guide?.takeAlong(body) ?? null;
    this.warning = null;
    this.view = 'thread';
    this.atEnd = true;
    this.newAfter = NEWEST;
    const { files, current } = this;
    this.setFiles([]);
    const to = { conversation: current?.id ?? null, thread: this.thread, language: this.host.language };
    byEntry(files).forEach((part, index) => this.outbox.add({ ...to, body: index ? '' : body, files: part, run: index ? null : run }));
    this.host.keep.set('returning', true);
  }

  private setFiles(files: PendingFile[]): void {
    this.files = files;
    this.host.keep.set('files', files.length ? files : null);
    this.host.changed();
  }

  private async started(made: Conversation, thread: string): Promise<void> {
    this.host.keep.set('latest', made.id);
    this.conversations = [made, ...this.conversations.filter(({ id }) => id !== made.id)];
    this.live.start();
    if (this.current || thread !== this.thread) return;
    this.phase = 'ready';
    this.current = made;
    await this.show(made).catch(() => this.fail('load_trouble'));
  }

  /** Puts an entry in its place; the same one may come by several ways. */
  private take(entry: Entry): void {
    const { current } = this;
    if (entry.conversation_id !== current?.id) return;
    if (!this.entries.some(({ seq }) => seq === entry.seq)) {
      const later = this.entries.findIndex(({ seq }) => seq > entry.seq);
      this.entries = later < 0 ? [...this.entries, entry] : this.entries.toSpliced(later, 0, entry);
    }
    if (entry.seq > current.last_seq) {
      current.last_seq = entry.seq;
      current.status = entry.status;
      current.updated_at = entry.posted_at;
      // An answer may take the conversation, too.
      if ((entry.kind === 'assignment' || entry.kind === 'message') && entry.data && 'assignee' in entry.data) current.assignee = entry.data.assignee;
      if (isAnswer(entry)) current.queue = null;
    }
    if (isAnswer(entry)) this.showTyping(null);
    this.noticePictures();
    this.host.changed();
    this.looked();
  }

  private announce(entry: Entry): void {
    const { host, t } = this;
    if (!isAnswer(entry)) return;
    const away = document.visibilityState === 'hidden' || !host.open;
    if (!away) return;
    if (host.keep.get('sound')) chime();
    if (host.keep.get('notify') && notificationsAllowed()) {
      notify(t('notification', { name: entry.author.name ?? t('agent') }), entry.conversation_id, () => host.setOpen(true));
    }
  }

  /** Keeps count of answers in a conversation that is not on the screen. */
  private listen(other: Conversation): void {
    this.live.follow(other.id, other.last_seq, {
      entry: (entry) => {
        other.last_seq = entry.seq;
        other.status = entry.status;
        other.updated_at = entry.posted_at;
        if (isAnswer(entry)) this.elsewhere.set(other.id, (this.elsewhere.get(other.id) ?? 0) + 1);
        this.announce(entry);
        this.host.changed();
      },
    });
  }

  countElsewhere(id: Id): number {
    return this.elsewhere.get(id) ?? 0;
  }

  private showTyping(author: Author | null): void {
    clearTimeout(this.typingTimer);
    if (author) this.typingTimer = setTimeout(() => this.set({ typing: null }), TYPING_LASTS);
    this.set({ typing: author });
  }

  /** Before the first word: how long it takes, and what may be answered at once. */
  private async askWaiting(): Promise<void> {
    void this.needGuide();
    this.waitingNow = await getWaiting(this.http).catch(() => null);
    this.host.changed();
  }

  private async renew(): Promise<boolean> {
    const guest = !this.session.customer;
    const renewed = await this.session.renew();
    if (!renewed && guest) {
      this.notice = { key: 'session_lost' };
      void this.open();
    } else if (!renewed && !guest) {
      this.fail('identity_trouble');
    }
    return renewed;
  }

  /** A signed-in customer's words, drafts and files are not for whoever uses this browser next. */
  private separatePeople(): void {
    const { keep } = this.host;
    const before = keep.get<Id>('user');
    const now = this.session.customer?.id ?? null;
    this.outbox.forgetOthers();
    if (before && before !== now) {
      this.forget(this.files);
      this.setFiles([]);
      this.host.write('');
      keep.set('run', null);
    }
    keep.set('user', now);
  }

  private leave(): void {
    if (this.current) this.live.unfollow(this.current.id);
    this.current = null;
    this.entries = [];
    this.complete = true;
    this.loadingOlder = false;
    this.atEnd = true;
    this.typing = null;
  }

  private clear(): void {
    for (const { id } of this.conversations) this.live.unfollow(id);
    this.leave();
    this.conversations = [];
    this.elsewhere.clear();
    this.warning = null;
  }

  private noticePictures(): void {
    if (this.entries.some(({ attachments }) => attachments.length)) void this.needPictures();
    if (this.entries.some(isTold)) void this.needGuide();
    if (this.current && mayRate(this.current, this.entries, Date.now())) void this.needRating();
  }

  async rate(draft: { client_id: string; score: number; words?: string }): Promise<void> {
    this.take(await rate(this.http, this.current!.id, draft));
  }

  readonly needPictures = once(async () => {
    this.pictures = await import('../pictures/pictures');
    this.host.changed();
    return this.pictures;
  });

  private readonly needRating = once(async () => {
    this.rating = await import('../rating/rating');
    addStyles(this.host.shadow, this.rating.css);
    this.host.changed();
  });

  readonly needGuide = once(async () => {
    const { Guide } = await import('../guided/guide');
    this.guide = new Guide(this);
    this.host.changed();
    return this.guide;
  });

  private readonly networkChanged = (): void => {
    if (navigator.onLine) {
      if (this.phase === 'trouble') void this.open();
      else void this.outbox.flush();
    }
    this.host.changed();
  };
}

export const start = (host: Host) => new Talk(host);
export type { Talk };
