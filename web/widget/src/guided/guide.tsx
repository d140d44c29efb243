// One guided answer in the conversation: begun, answered, proved, acted in, resumed after a reload, handed over to a person.
import type { ComponentChildren } from 'preact';
import { Http, listEntries, NEWEST, postEntry, Problem, type Entry, type Id, type Language } from '@ombud/shared/api';
import { translator, type Catalogues, type Message, type Translate } from '@ombud/shared/i18n';
import type words from '../../messages/guided.en.json';
import { addStyles } from '../bits';
import type { Talk } from '../chat/chat';
import { inspect, takeOut } from '../chat/guard';
import { once } from '../chat/once';
import type { Told, Unsent } from '../chat/outbox';
import { kindName } from '../chat/texts';
import { handOver, listFlows, moveRun, startRun, type CaseField, type Flow, type IntakeField, type Run, type Topic } from './api';
import css from './choice.css?inline';
import { drawQuestions } from './choice';

export type Key = keyof typeof words;
type Texts = Record<Key, Message>;
type Drawing = typeof import('./draw');

/** What a reload needs to go on. */
interface Kept {
  token: string;
  topic: Topic;
  /** What was typed and not sent: `step.<id>` of a question, `field.<name>` for the person who takes over. */
  typed: Record<string, string>;
  /** Left this page to sign in, to come back to it. */
  away?: boolean;
}

export interface Trouble {
  key: Key;
  again: (() => void) | null;
}

const ORDER: Topic[] = ['sign_in', 'security', 'withdrawal', 'deposit', 'theft', 'complaint', 'other'];
/** Relative times stay true. */
const REDRAW_EVERY = 30_000;
const LAST_ENTRIES = 30;
/** The run is elsewhere by now: look where. */
const MOVED = new Set(['run.moved', 'proof.not_asked', 'proof.not_sent', 'run.not_ended', 'run.cannot_go_back']);
const GONE = new Set(['run.unknown', 'run.over', 'run.handed_over']);
/** Looks like a key and is none. */
const NO_SECRET = 'transaction_id';

/** Pages of the help centre that a sign-in may lead back to. */
export function nextHere({ pathname, search } = location): string {
  const here = pathname + search;
  return /^\/(en|zh-CN)\/[\w\-/?=&%]*$/.test(here) ? '?next=' + encodeURIComponent(here) : '';
}

/** What to ask where the run itself does not say. */
const ASKED: Partial<Record<Topic, IntakeField[]>> = {
  sign_in: ['exact_error', 'pictures'],
  withdrawal: ['transaction_id', 'pictures'],
  deposit: ['transaction_id', 'pictures'],
};

export interface Wanted { field: IntakeField; known: string | null }

/** What a person will ask, in order; what happened always, how to answer never: it is here. */
export function wantedBy({ ending, topic }: Run): Wanted[] {
  const asked = ending?.outcome === 'person' ? ending.intake : (ASKED[topic] ?? ['pictures']).map((field) => ({ field, known: null }));
  const first: Wanted[] = asked.some(({ field }) => field === 'what_happened') ? [] : [{ field: 'what_happened', known: null }];
  return [...first, ...asked.filter(({ field }) => field !== 'contact')];
}

export class Guide {
  run: Run | null = null;
  flows: Flow[] = [];
  /** What was pressed and is on its way; nothing is said by reading on. */
  chosen: string | null = null;
  busy = false;
  trouble: Trouble | null = null;
  /** Said once above the question: a secret was taken out, the run is over, and the like. */
  notice: Key | null = null;
  /** A person was asked for; a run that ends with one asks by itself. */
  wantsPerson = false;
  /** To which a code was asked for last; for this page only. */
  email = '';
  /** Instead of the code that was sent. */
  otherAddress = false;
  /** It did not help: why? */
  asksWhy = false;
  /** The customer pressed something here: what comes next gets the focus. */
  pressed = false;
  /** Where all of it stands, while it is on the screen. */
  place: HTMLElement | null = null;
  readonly talk: Talk;
  private readonly http: Http;
  private drawing: Drawing | null = null;
  private words: { language: Language; t: Translate<Key>; has: (key: string) => key is Key } | null = null;
  private asked: Language | null = null;
  private round = 0;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(talk: Talk) {
    this.talk = talk;
    addStyles(talk.host.shadow, css);
    // A wrong code is a 401 as well: it must not cost the session.
    this.http = new Http({ base: talk.host.desk, token: () => talk.session.token() });
    this.timer = setInterval(() => this.run && talk.host.changed(), REDRAW_EVERY);
    addEventListener('online', this.online);
    this.speak();
  }

  stop(): void {
    this.round += 1;
    clearInterval(this.timer);
    removeEventListener('online', this.online);
  }

  // What the conversation asks

  /** Something of ours is on the screen. */
  get active(): boolean {
    return this.shown && !this.leaving();
  }

  questions = () => this.ready() && drawQuestions(this);
  body = () => (this.active ? this.drawn(({ drawRun }) => drawRun(this)) : null);
  told = (what: Entry | Unsent) => this.drawn(({ drawTold }) => drawTold(this, what));

  /** Who writes may be somebody else now, or proved: the run is looked at anew. */
  async open(): Promise<void> {
    const kept = this.kept();
    const round = ++this.round;
    if (!kept) return this.clear();
    if (this.leaving()) return;
    this.set({ busy: true, trouble: null });
    try {
      let run: Run;
      try {
        run = await this.call('resume', { channel: 'chat', language: this.talk.host.language });
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'run.over')) throw error;
        run = await this.call('read', {});
      }
      if (round !== this.round) return;
      this.take(run);
      if (kept.away && !run.proving) {
        this.keep({ away: false });
        this.talk.host.setOpen(true);
      }
    } catch (error) {
      if (round === this.round) this.fail(error, () => void this.open());
    } finally {
      if (round === this.round) this.set({ busy: false });
    }
  }

  /** What goes with the next words to a person; null when nothing is under way. */
  takeAlong(body: string): Told | null {
    const kept = this.kept();
    if (!kept || !this.run || !this.active || this.run.state === 'expired') return null;
    return { token: kept.token, topic: kept.topic, fields: this.fields(body) };
  }

  /** Hands the run over with these words; where it is gone, the words go alone. Repeating it does no harm. */
  async handOver(conversation: Id, item: Unsent, attachments: Id[]): Promise<Entry> {
    const { client_id, body, language } = item;
    const { token, fields } = item.run!;
    const { http } = this.talk;
    let refusal: Problem | null = null;
    try {
      await handOver(http, { token, client_id, language, conversation_id: conversation, body, fields, attachments });
    } catch (error) {
      if (!(error instanceof Problem && /^(run|proof|fields?)\./.test(error.code))) throw error;
      refusal = error;
    }
    // It may have been told although the run could not be closed.
    const { entries } = await listEntries(http, conversation, { before: NEWEST, limit: LAST_ENTRIES });
    const entry = entries.find((each) => each.client_id === client_id + '-case');
    if (!entry && !refusal) throw new Problem('network');
    const lines = [body, ...fields.map(({ name, value }) => `${this.label(name)}: ${value}`)].filter(Boolean);
    const said = entry ?? (await postEntry(http, conversation, {
      client_id,
      body: lines.join('\n') || this.t('person'),
      ...(attachments.length ? { attachments } : {}),
    }));
    if (this.kept()?.token === token) this.leave();
    return said;
  }

  // What the customer does

  async begin(flow: string, title: string): Promise<void> {
    const { host } = this.talk;
    this.leave();
    const round = ++this.round;
    this.set({ chosen: title, busy: true, pressed: true });
    try {
      const { token, run } = await startRun(this.http, flow, host.language);
      if (round !== this.round) return;
      host.keep.set('returning', true);
      host.keep.set('run', { token, topic: run.topic, typed: {} } satisfies Kept);
      this.take(run);
    } catch (error) {
      if (round === this.round) this.fail(error, () => void this.begin(flow, title));
    } finally {
      if (round === this.round) this.set({ busy: false });
    }
  }

  answer(answer: string, label: string): void {
    void this.move('answer', { step: this.step, answer }, label);
  }

  goOn(): void {
    void this.move('answer', { step: this.step, answer: 'continue' }, '');
  }

  async type(text = this.typed('step.' + this.step).trim()): Promise<void> {
    const { step } = this.run!;
    if (!text && !step!.optional) return this.tell('error_answer.empty');
    if (step!.input !== NO_SECRET && !(await this.clean('step.' + step!.id))) return;
    if (await this.move('answer', { step: step!.id, text }, text || this.t('skip'))) this.write('step.' + step!.id, '');
  }

  async act(choice: string, label: string): Promise<void> {
    const { step } = this.run!;
    const text = this.typed('step.' + step!.id).trim();
    if (choice === 'yes' && step!.input && !text) return this.tell('error_answer.empty');
    await this.move('act', { step: step!.id, choice, ...(step!.input && text ? { text } : {}) }, label);
  }

  back(to?: number): void {
    this.wantsPerson = false;
    void this.move('back', { step: this.run?.step?.id ?? '', ...(to === undefined ? {} : { to }) });
  }

  proveAddress(email: string): void {
    this.email = email;
    void this.move('prove-address', { email }).then((sent) => sent && this.set({ otherAddress: false }));
  }

  proveCode(code: string): void {
    void this.move('prove-code', { code });
  }

  cannotProve(): void {
    void this.move('cannot-prove', {});
  }

  /** To sign in or to prove it again on our own pages, and back to here. */
  goAway(): void {
    this.keep({ away: true });
  }

  solved(yes: boolean, reason?: string): void {
    void this.move('solved', { solved: yes ? 'yes' : 'no', ...(reason ? { reason } : {}) }).then(
      (said) => said && this.set({ asksWhy: !yes && !reason }),
    );
  }

  askPerson(): void {
    this.set({ wantsPerson: true, pressed: true });
  }

  /** Everything that is known goes to a person, in the order of all that is said. */
  async hand(): Promise<void> {
    const wanted = wantedBy(this.run!).filter(({ field, known }) => known === null && field !== NO_SECRET);
    for (const { field } of wanted) if (!(await this.clean('field.' + field))) return;
    this.talk.say(this.typed('field.what_happened').trim());
  }

  /** Another question, or none. */
  leave(): void {
    this.round += 1;
    this.talk.host.keep.set('run', null);
    this.clear();
  }

  // What the drawing asks

  t: Translate<Key> = (key, values) => this.words?.t(key, values) ?? '';

  label = (name: string) => this.t(this.known('field_' + name, 'field_other'));

  /** The key, where there are words for it. */
  known(key: string, otherwise: Key): Key {
    return this.words?.has(key) ? key : otherwise;
  }

  typed(key: string): string {
    return this.kept()?.typed[key] ?? '';
  }

  write(key: string, text: string): void {
    const typed = { ...this.kept()?.typed, [key]: text };
    this.keep({ typed: Object.fromEntries(Object.entries(typed).filter(([, words]) => words)) });
    this.talk.host.changed();
  }

  set(change: Partial<Pick<Guide, 'chosen' | 'busy' | 'trouble' | 'notice' | 'wantsPerson' | 'otherAddress' | 'asksWhy' | 'pressed'>>): void {
    Object.assign(this, change);
    this.talk.host.changed();
  }

  private get step(): string {
    return this.run?.step?.id ?? '';
  }

  private get shown(): boolean {
    return this.run !== null || this.busy || this.trouble !== null;
  }

  /** The words that hand it over wait to be sent. */
  private leaving(): boolean {
    const token = this.kept()?.token;
    return token !== undefined && this.talk.outbox.items().some(({ run }) => run?.token === token);
  }

  /** What was typed for a person, but for what the words say themselves. */
  private fields(body: string): CaseField[] {
    return wantedBy(this.run!)
      .filter(({ known }) => known === null)
      .map(({ field }) => ({ name: field, value: this.typed('field.' + field).trim() }))
      .filter(({ value }) => value && value !== body);
  }

  private clear(): void {
    this.run = null;
    this.email = '';
    this.set({ chosen: null, busy: false, trouble: null, notice: null, wantsPerson: false, otherAddress: false, asksWhy: false });
  }

  private kept(): Kept | null {
    return this.talk.host.keep.get<Kept>('run');
  }

  private keep(change: Partial<Kept>): void {
    const kept = this.kept();
    if (kept) this.talk.host.keep.set('run', { ...kept, ...change });
  }

  private take(run: Run): void {
    if (run.state === 'handed_over') return this.leave();
    const moved = run.step?.id !== this.step;
    this.run = run;
    if (moved) Object.assign(this, { wantsPerson: false, asksWhy: false });
    this.set({ chosen: null, trouble: null, notice: run.secret_removed ? 'secret_removed' : null });
  }

  private async call(how: string, body: object): Promise<Run> {
    const whole = { token: this.kept()?.token ?? '', ...body };
    try {
      return await moveRun(this.http, how, whole);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401 && error.code.startsWith('session.'))) throw error;
      // Only the session is stale: the conversation knows how to get another.
      return moveRun(this.talk.http, how, whole);
    }
  }

  /** True when the run has moved. */
  private async move(how: string, body: object, chosen: string | null = null): Promise<boolean> {
    if (this.busy) return false;
    const round = ++this.round;
    // The button goes with its question: the focus must not fall into the composer, whose keyboard would cover a phone's screen.
    if (chosen !== null) this.place?.focus({ preventScroll: true });
    this.set({ busy: true, chosen, trouble: null, notice: null, pressed: true });
    try {
      const run = await this.call(how, body);
      if (round !== this.round) return false;
      this.take(run);
      return true;
    } catch (error) {
      if (round === this.round) this.fail(error, () => void this.move(how, body, chosen));
      return false;
    } finally {
      if (round === this.round) this.set({ busy: false });
    }
  }

  private fail(error: unknown, again: () => void): void {
    const problem = error instanceof Problem ? error : new Problem('unexpected');
    Object.assign(this, { chosen: null, pressed: false });
    if (GONE.has(problem.code)) {
      this.leave();
      this.set({ trouble: { key: 'gone', again: null } });
    } else if (MOVED.has(problem.code)) {
      void this.open().then(() => this.set({ notice: 'moved' }));
    } else {
      const key = this.known('error_' + problem.code, problem.status === 0 ? 'error_network' : 'error_other');
      this.set({ trouble: { key, again: problem.passing ? again : null } });
    }
  }

  private tell(key: Key): void {
    this.set({ trouble: { key, again: null } });
  }

  /** Takes secrets out of what was typed; false when there were some, so that it is looked at before it goes. */
  private async clean(key: string): Promise<boolean> {
    const text = this.typed(key);
    const found = text ? await inspect(text) : [];
    if (!found.length) return true;
    const { t } = this.talk;
    this.write(key, takeOut(text, found, (kind) => t('taken_out', { kind: kindName(t, kind) })));
    this.tell('guarded');
    return false;
  }

  private readonly online = (): void => this.trouble?.again?.();

  private readonly needDrawing = once(async () => {
    this.drawing = await import('./draw');
    addStyles(this.talk.host.shadow, this.drawing.css);
    this.talk.host.changed();
  });

  private drawn(draw: (drawing: Drawing) => ComponentChildren): ComponentChildren {
    if (this.ready() && this.drawing) return draw(this.drawing);
    void this.needDrawing();
    return <div class="skeleton" />;
  }

  /** Whether there are words yet, in the language of the moment; else they are on their way. */
  private ready(): boolean {
    this.speak();
    return this.words !== null;
  }

  private speak(): void {
    const { language } = this.talk.host;
    if (this.asked === language) return;
    const other = this.asked !== null;
    this.asked = language;
    this.fetchWords(language).then(
      () => void (other && this.open()),
      () => void (this.asked = this.words?.language ?? null),
    );
  }

  private async fetchWords(language: Language): Promise<void> {
    const [{ default: texts }, { flows }] = await Promise.all([
      language === 'en' ? import('../../messages/guided.en.json') : import('../../messages/guided.zh-CN.json'),
      // Without the list there are no buttons; a run goes on all the same.
      listFlows(this.http, language).catch(() => ({ flows: [] })),
    ]);
    if (language !== this.asked) return;
    const all: Texts = texts;
    this.flows = [...flows].sort((a, b) => ORDER.indexOf(a.topic) - ORDER.indexOf(b.topic));
    this.words = { language, t: translator({ [language]: all } as Catalogues<Key>, language), has: (key): key is Key => key in all };
    this.talk.host.changed();
  }
}
