// How a desk of many works together: conditions, views, acts on many conversations at once, fields of the desk's own making, tags.
import { query, type ChangeHandling, type FieldValue, type Http, type Id, type InboxPage, type Topic } from './api';

const v1 = '/api/v1/';

/** Of the desk's own making: `field:` and its name. */
export type OwnField = `field:${string}`;
export const CONDITION_FIELDS = [
  'status', 'language', 'topic', 'channel', 'queue', 'priority', 'tag', 'assignee', 'customer', 'snoozed', 'waiting', 'age', 'idle',
] as const;
export type ConditionField = (typeof CONDITION_FIELDS)[number] | OwnField;
export type ConditionIs = 'any_of' | 'none_of' | 'all_of' | 'at_least' | 'at_most';

export interface Condition { field: ConditionField; is: ConditionIs; values: string[] }
/** All of `all` hold, and one of `any` where there are some. With none at all everything matches. */
export interface Conditions { all: Condition[]; any: Condition[] }

export const NO_CONDITIONS: Conditions = { all: [], any: [] };
/** Of one set, both lists together. */
export const CONDITIONS_AT_MOST = 50;
export const VALUES_AT_MOST = 50;

export const VIEW_SORTS = ['updated', 'waiting', 'oldest', 'priority'] as const;
export type ViewSort = (typeof VIEW_SORTS)[number];

export interface SavedView {
  id: Id;
  name: string;
  /** Whether all see it; else only its owner. */
  shared: boolean;
  conditions: Conditions;
  sort: ViewSort;
  count: number;
}
export interface ViewWords { name: string; conditions: Conditions; sort: ViewSort }
export interface ViewChange extends Partial<ViewWords> { move?: 'up' | 'down' }

export const listViews = (http: Http) => http.call<{ views: SavedView[] }>('GET', v1 + 'views');
/** Those for all are for whoever may manage the work. */
const viewsPath = (shared: boolean) => v1 + (shared ? 'shared-views' : 'views');
export const addView = (http: Http, shared: boolean, view: ViewWords) => http.call<SavedView>('POST', viewsPath(shared), view);
export const changeView = (http: Http, { id, shared }: SavedView, change: ViewChange) =>
  http.call<SavedView>('PATCH', viewsPath(shared) + '/' + id, change);
export const removeView = (http: Http, { id, shared }: SavedView) => http.call<void>('DELETE', viewsPath(shared) + '/' + id);

export interface ViewRows extends InboxPage { count: number }
export const listViewRows = (http: Http, id: Id, page: { cursor?: string; limit?: number }, signal?: AbortSignal) =>
  http.call<ViewRows>('GET', v1 + 'views/' + id + '/rows' + query(page), undefined, signal);
/** A page of whatever conditions, saved or not. */
export const previewView = (
  http: Http, wanted: { conditions: Conditions; sort?: ViewSort; cursor?: string; limit?: number }, signal?: AbortSignal,
) => http.call<ViewRows>('POST', v1 + 'views/preview', wanted, signal);

/** One of them. */
export interface BulkAct {
  /** null: back to the queue. */
  assign?: { assignee_id: Id | null };
  status?: 'open' | 'waiting' | 'resolved';
  change?: ChangeHandling;
}
export interface BulkOutcome {
  conversation_id: Id;
  outcome: 'done' | 'unchanged' | 'failed';
  /** Why it failed. */
  code: string | null;
  /** Of the entry that came of it: how things stood before is in it. */
  data: unknown;
}
export interface BulkPreview { changes: number; unchanged: number; of_others: number; unknown: number }
/** One act for so many conversations. */
export const BULK_AT_MOST = 500;

/** The same `client_id` for all of it: what is repeated is done once. */
export const actInBulk = (http: Http, wanted: { conversation_ids: Id[]; act: BulkAct; client_id: string }) =>
  http.call<{ outcomes: BulkOutcome[] }>('POST', v1 + (wanted.act.assign ? 'bulk/assign' : 'bulk'), wanted);
export const previewBulk = (http: Http, wanted: { conversation_ids: Id[]; act: BulkAct }) =>
  http.call<BulkPreview>('POST', v1 + 'bulk/preview', wanted);

export const FIELD_KINDS = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];
export interface FieldChoice { value: string; label_en: string; label_zh: string }
export interface FieldDefinition {
  /** Never changes: conversations keep their values under it. */
  name: string;
  label_en: string;
  label_zh: string;
  kind: FieldKind;
  choices: FieldChoice[];
  /** For conversations about these; none: about anything. */
  topics: Topic[];
  /** Not asked for any more; what conversations have stays. */
  ended: boolean;
}
export type FieldChange = Partial<Omit<FieldDefinition, 'name' | 'kind'>> & { move?: 'up' | 'down' };

export const listFields = (http: Http) => http.call<{ fields: FieldDefinition[] }>('GET', v1 + 'fields');
export const addField = (http: Http, field: Omit<FieldDefinition, 'ended'>) => http.call<FieldDefinition>('POST', v1 + 'fields', field);
export const changeField = (http: Http, name: string, change: FieldChange) =>
  http.call<FieldDefinition>('PATCH', v1 + 'fields', { name, ...change });

export interface TagCount { tag: string; conversations: number }
/** With how many active conversations have each, the most first. */
export const listTags = (http: Http) => http.call<{ tags: TagCount[] }>('GET', v1 + 'tags');

export const changeHandling = <Entry>(http: Http, id: Id, change: ChangeHandling, client_id: string) =>
  http.call<Entry>('POST', v1 + 'conversations/' + id + '/handling', { ...change, client_id });

export const fieldLabel = ({ label_en, label_zh }: { label_en: string; label_zh: string }, language: string): string =>
  (language === 'en' ? label_en : label_zh) || label_en || label_zh;

export const valueText = (value: FieldValue): string => String(value);
