// What one open conversation is tied to, and who of us follows it: read when it is opened, and again whenever it has changed.
import type { Http, Id, Person } from '@ombud/shared/api';
import { listFollowers, listTies, type Tie } from '@ombud/shared/ties';
import { Store } from '@ombud/ui/store';

export class Ties {
  /** null: not known yet. */
  readonly ties = new Store<readonly Tie[] | null>(null);
  readonly followers = new Store<readonly Person[] | null>(null);

  constructor(private readonly id: Id, private readonly http: Http) {}

  // Beside the conversation: where they cannot be had less is shown, and the next change asks again.

  async loadTies(): Promise<void> {
    await listTies(this.http, this.id).then(({ ties }) => this.ties.set(ties), () => undefined);
  }

  async loadFollowers(): Promise<void> {
    await listFollowers(this.http, this.id).then(({ followers }) => this.followers.set(followers), () => undefined);
  }
}

/** Where a conversation went that ends there; null for one that stands for itself. */
export const mergedInto = (ties: readonly Tie[] | null): Tie | null => ties?.find(({ kind, role }) => kind === 'merged' && role === 'into') ?? null;
