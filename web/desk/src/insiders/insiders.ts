// What was revealed and may still stand on screen: in memory only, each until its moment; and the watch over insiders, read now and then.
import { newClientId, type Http, type Id } from '@ombud/shared/api';
import { readInsiders, reveal, tellCopy, type InsidersState, type Purpose } from '@ombud/shared/insiders';
import { Store } from '@ombud/ui/store';
import { Copies } from './copies';

export interface Shown {
  conversation: Id;
  field: string;
  value: string;
  /** By this computer's clock. */
  until: number;
}

/** A number beside a link. */
const ALARMS_EVERY = 30_000;

export class Insiders {
  readonly shown = new Store<readonly Shown[]>([]);
  readonly watched = new Store<InsidersState | null>(null);
  readonly copies: Copies;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private looking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly http: Http) {
    this.copies = new Copies((conversation, what, letters) => tellCopy(http, conversation, what, letters));
  }

  watch(): void {
    const look = () => void this.load().catch(() => undefined);
    this.looking = setInterval(look, ALARMS_EVERY);
    look();
  }

  stop(): void {
    clearInterval(this.looking);
    for (const timer of this.timers) clearTimeout(timer);
    this.shown.set([]);
    this.copies.stop();
  }

  async load(): Promise<InsidersState> {
    const state = await readInsiders(this.http);
    this.watched.set(state);
    return state;
  }

  /** `client_id`: the same for every try of one wish. */
  async reveal(conversation: Id, wish: { field: string; purpose: Purpose; reason: string }, client_id = newClientId()): Promise<void> {
    const { field, purpose, reason } = wish;
    const { reveal: told, lasts } = await reveal(this.http, conversation, { client_id, field, purpose, ...(reason ? { reason } : {}) });
    this.hide(conversation, field);
    this.shown.change((all) => [...all, { conversation, field, value: told.value, until: Date.now() + lasts }]);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.hideOver();
    }, lasts);
    this.timers.add(timer);
  }

  hide(conversation: Id, field: string): void {
    this.shown.change((all) => all.filter((each) => each.conversation !== conversation || each.field !== field));
  }

  private hideOver(): void {
    const now = Date.now();
    this.shown.change((all) => all.filter(({ until }) => until > now));
  }
}

export const unhandled = (state: InsidersState | null): number => state?.alarms.filter(({ handled_at }) => handled_at === null).length ?? 0;
