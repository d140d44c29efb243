// Answers of one conversation that wait to be posted: which, until when, and taking them back.
import { attachmentPath, type Attachment, type Entry, type Http, type Id } from '@ombud/shared/api';
import { listPlanned, postPlannedNow, takeBackPlanned, type Planned } from '@ombud/shared/mail';
import { Store } from '@ombud/ui/store';

/** What waits no longer than this was sent, and can still be undone; what waits longer was put off. */
const UNDO_WITHIN = 60_000;
const LATE = 30_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The farthest day that the desk takes. */
export const FARTHEST = 90 * DAY;

export const canUndo = ({ planned_at, due_at, held }: Planned): boolean =>
  held === null && Date.parse(due_at) - Date.parse(planned_at) <= UNDO_WITHIN;

/** Those that wait, the next first; one that the log shows already waits no more. */
export const waitingOf = (plans: readonly Planned[], entries: readonly Entry[]): readonly Planned[] =>
  plans
    .filter(({ id }) => !entries.some(({ client_id }) => client_id === 'planned-' + id))
    .sort((a, b) => a.due_at.localeCompare(b.due_at));

export type Later = 'hour' | 'tomorrow' | 'monday';

const atNine = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);

/** What "later" most often means, in the time of this computer. */
export function laterTimes(now: Date): { choice: Later; at: Date }[] {
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const times: { choice: Later; at: Date }[] = [
    { choice: 'hour', at: new Date(now.getTime() + HOUR) },
    { choice: 'tomorrow', at: atNine(now, 1) },
  ];
  // On a Sunday tomorrow is Monday.
  if (daysToMonday > 1) times.push({ choice: 'monday', at: atNine(now, daysToMonday) });
  return times;
}

/** Whether the desk would take this moment. */
export const fitsLater = (at: string | null, now: number): at is string =>
  at !== null && Date.parse(at) > now && Date.parse(at) <= now + FARTHEST;

/** How the time of this computer is called. */
export function zoneName(language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'longGeneric' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const nameIn = (headers: Headers, id: Id): string => {
  const name = /filename\*=UTF-8''([^;]+)/i.exec(headers.get('content-disposition') ?? '')?.[1];
  return name === undefined ? id : decodeURIComponent(name);
};

/** A file of which only the id is known: what the desk says when it is asked for. */
async function described(http: Http, id: Id): Promise<Attachment> {
  const { headers, body } = await http.send('GET', attachmentPath(id));
  void body?.cancel();
  return {
    id,
    name: nameIn(headers, id),
    media_type: headers.get('content-type') ?? '',
    bytes: Number(headers.get('content-length')),
    width: null,
    height: null,
    thumbnail: false,
    scan: 'not_configured',
  };
}

/** A colleague's file, to be uploaded anew: only who brought one may send it. */
async function copied(http: Http, id: Id): Promise<File> {
  const response = await http.send('GET', attachmentPath(id));
  return new File([await response.blob()], nameIn(response.headers, id), { type: response.headers.get('content-type') ?? '' });
}

/** What there is of all that was asked for. */
const had = async <T>(asked: Promise<T>[]): Promise<T[]> =>
  (await Promise.allSettled(asked)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));

export interface TakenBack {
  plan: Planned;
  /** Mine, as they are. */
  attachments: Attachment[];
  /** A colleague’s, to be uploaded as mine. */
  files: File[];
  /** How many could not be had back. */
  left: number;
}

export class Plans {
  readonly items = new Store<readonly Planned[]>([]);
  private readonly files = new Map<Id, Attachment>();
  /** How far the desk's clock is ahead of ours. */
  private ahead = 0;
  private asked = 0;

  constructor(private readonly conversation: Id, private readonly http: Http) {}

  async load(): Promise<void> {
    const asked = ++this.asked;
    try {
      const { planned } = await listPlanned(this.http, this.conversation);
      // What was done meanwhile is newer than this answer.
      if (asked === this.asked) this.items.set(planned);
    } catch {
      // What is known stays; the next news asks again.
    }
  }

  /** The desk has just taken it over from us. */
  keep(plan: Planned, attachments: readonly Attachment[]): void {
    this.ahead = Date.parse(plan.planned_at) - Date.now();
    for (const file of attachments) this.files.set(file.id, file);
    this.change((now) => [...now.filter(({ id }) => id !== plan.id), plan]);
  }

  /** It is not there any more. */
  forget(id: Id): void {
    this.change((now) => now.filter((each) => each.id !== id));
  }

  /** Seconds until it goes out. */
  secondsLeft({ planned_at, due_at }: Planned, now: number): number {
    const left = Date.parse(due_at) - (now + this.ahead);
    const whole = Date.parse(due_at) - Date.parse(planned_at);
    return Math.ceil(Math.min(Math.max(left, 0), whole) / 1000);
  }

  /** Its time has come. */
  isOverdue({ due_at, held }: Planned, now: number): boolean {
    return held === null && now + this.ahead - Date.parse(due_at) > 2_000;
  }

  /** It should have gone out a while ago: the desk does not get it posted. */
  isLate({ due_at, held }: Planned, now: number): boolean {
    return held === null && now + this.ahead - Date.parse(due_at) > LATE;
  }

  nameOf(file: Id): string | null {
    return this.files.get(file)?.name ?? null;
  }

  async remove(id: Id): Promise<Planned> {
    const plan = await takeBackPlanned(this.http, this.conversation, id);
    this.forget(id);
    return plan;
  }

  async takeBack(id: Id, me: Id): Promise<TakenBack> {
    const plan = await this.remove(id);
    const mine = plan.author.id === me;
    const attachments = mine ? await had(plan.attachments.map(async (file) => this.files.get(file) ?? (await described(this.http, file)))) : [];
    const files = mine ? [] : await had(plan.attachments.map((file) => copied(this.http, file)));
    return { plan, attachments, files, left: plan.attachments.length - attachments.length - files.length };
  }

  async postNow(id: Id): Promise<void> {
    const plan = await postPlannedNow(this.http, this.conversation, id);
    this.change((now) => now.map((each) => (each.id === id ? plan : each)));
  }

  private change(change: (now: readonly Planned[]) => readonly Planned[]): void {
    ++this.asked;
    this.items.change(change);
  }
}
