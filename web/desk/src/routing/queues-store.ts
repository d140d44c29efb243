// The desk's queues and how many conversations each has, read once and kept current by the live connection; and whether I take anything.
import type { Http, Id } from '@ombud/shared/api';
import { listQueues, readAvailability, setAvailability, type Availability, type QueueCounts, type WorkQueue } from '@ombud/shared/routing';
import { Store, useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';

export { queueName } from '@ombud/shared/routing';

type Counts = ReadonlyMap<Id, QueueCounts>;

export class Queues {
  /** null: not known yet. */
  readonly all = new Store<readonly WorkQueue[] | null>(null);
  readonly counts = new Store<Counts>(new Map());
  /** null: not known yet, or not for me. */
  readonly availability = new Store<Availability | null>(null);

  constructor(private readonly http: Http) {}

  async load(): Promise<void> {
    const { queues, counts } = await listQueues(this.http);
    this.all.set(queues);
    this.keep(counts);
  }

  async loadAvailability(): Promise<void> {
    this.availability.set((await readAvailability(this.http)).availability);
  }

  async become(availability: Availability): Promise<void> {
    this.availability.set((await setAvailability(this.http, availability)).availability);
  }

  /** What the live connection tells. One that is not known was made elsewhere. */
  told(counts: readonly QueueCounts[]): void {
    this.keep(counts);
    const known = this.all.get();
    if (known && counts.some(({ queue_id }) => !known.some(({ id }) => id === queue_id))) void this.load().catch(() => undefined);
  }

  /** One that was added or changed here. */
  changed(): Promise<void> {
    return this.load();
  }

  private keep(counts: readonly QueueCounts[]): void {
    this.counts.set(new Map(counts.map((each) => [each.queue_id, each])));
  }
}

const NONE: readonly WorkQueue[] = [];

/** Those that go on, in the order in which they are asked; the one for everything else last. */
export function useQueues(): readonly WorkQueue[] {
  return going(useStore(useDesk().queues.all) ?? NONE);
}

const kept = new WeakMap<readonly WorkQueue[], readonly WorkQueue[]>();
function going(all: readonly WorkQueue[]): readonly WorkQueue[] {
  const known = kept.get(all);
  if (known) return known;
  const result = all.filter(({ ended_at }) => ended_at === null);
  kept.set(all, result);
  return result;
}

/** Also one that has ended. */
export function useQueue(id: Id | null | undefined): WorkQueue | null {
  const all = useStore(useDesk().queues.all);
  return all?.find((each) => each.id === id) ?? null;
}
