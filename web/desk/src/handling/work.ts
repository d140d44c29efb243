// What a whole desk shares and each screen names: fields of its own making, tags in use, saved views with their counts.
import type { Http, Id } from '@ombud/shared/api';
import { listFields, listTags, listViews, type FieldDefinition, type SavedView, type TagCount } from '@ombud/shared/work';
import { Store } from '@ombud/ui/store';

/** Who opens one picker after another asks only once. */
const FRESH = 30_000;

export class Work {
  readonly fields = new Store<readonly FieldDefinition[]>([]);
  readonly tags = new Store<readonly TagCount[]>([]);
  /** null: not known yet. */
  readonly views = new Store<readonly SavedView[] | null>(null);
  private lookedAt = 0;
  private version: number | null = null;

  constructor(private readonly http: Http) {}

  /** Reads fields and tags unless that was just done; what is known stays when they cannot be had. */
  look(): void {
    if (Date.now() - this.lookedAt < FRESH) return;
    this.lookedAt = Date.now();
    this.loadFields().catch(() => (this.lookedAt = 0));
    this.loadTags().catch(() => (this.lookedAt = 0));
  }

  async loadFields(): Promise<void> {
    this.fields.set((await listFields(this.http)).fields);
  }

  async loadTags(): Promise<void> {
    this.tags.set((await listTags(this.http)).tags);
  }

  async loadViews(): Promise<void> {
    this.views.set((await listViews(this.http)).views);
  }

  view(id: Id): SavedView | null {
    return this.views.get()?.find((view) => view.id === id) ?? null;
  }

  /** What the live connection tells; with another version than before they were changed somewhere. */
  told(counts: Readonly<Record<Id, number>>, version: number): void {
    const known = this.views.get();
    if (version !== this.version || known === null) {
      this.version = version;
      void this.loadViews().catch(() => (this.version = null));
    } else if (known.some(({ id, count }) => counts[id] !== undefined && counts[id] !== count)) {
      this.views.set(known.map((view) => ({ ...view, count: counts[view.id] ?? view.count })));
    }
  }
}
