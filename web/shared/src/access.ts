// Roles, keys of other programs and webhooks, as types and calls.
import { query, type Http, type Id, type Timestamp } from './api';

/** In the order of the groups in which people read them. */
export const PERMISSIONS = [
  'read_conversations', 'reply', 'assign', 'reveal',
  'manage_work', 'handle_incidents', 'handle_complaints', 'see_reports',
  'write_articles', 'publish_articles', 'set_status',
  'see_mail', 'manage_mail', 'read_outbox',
  'see_people', 'manage_people',
  'approve', 'change_official', 'read_audit', 'manage_access', 'watch_insiders', 'see_compliance', 'manage_privacy',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
/** What no program holds. */
export const FOR_PEOPLE: readonly Permission[] = ['reveal', 'approve', 'manage_people', 'manage_access', 'watch_insiders', 'see_compliance', 'manage_privacy', 'handle_complaints', 'read_audit', 'see_mail'];

export interface RoleRow {
  /** agent, supervisor, admin; one of the desk's own: an id. */
  id: string;
  built_in: boolean;
  /** null: a built-in one, which has its name from us. */
  name_en: string | null;
  name_zh: string | null;
  permissions: Permission[];
  copied_from: string | null;
  made_at: Timestamp | null;
  changed_at: Timestamp | null;
}
export interface RoleWords { name_en: string; name_zh: string; permissions: readonly Permission[] }

const v1 = '/api/v1/';
export const listRoles = (http: Http) => http.call<{ roles: RoleRow[] }>('GET', v1 + 'roles');
export const addRole = (http: Http, words: RoleWords, copied_from: string) => http.call<RoleRow>('POST', v1 + 'roles', { ...words, copied_from });
export const changeRole = (http: Http, id: string, words: RoleWords) => http.call<RoleRow>('PUT', v1 + 'roles/' + id, words);
export const endRole = (http: Http, id: string) => http.call<void>('DELETE', v1 + 'roles/' + id);

export interface ProgramKey {
  id: Id;
  name: string;
  permissions: Permission[];
  /** None: from anywhere. */
  networks: string[];
  made_at: Timestamp;
  made_by: string;
  maker_works_here: boolean;
  expires_at: Timestamp;
  ended_at: Timestamp | null;
  ended_by: string | null;
  used_at: Timestamp | null;
  used_network: string | null;
}
export interface NewProgramKey { name: string; permissions: readonly Permission[]; networks: readonly string[]; days: number }
export const listProgramKeys = (http: Http) => http.call<{ keys: ProgramKey[] }>('GET', v1 + 'keys');
export const makeProgramKey = (http: Http, wanted: NewProgramKey) => http.call<{ key: ProgramKey; token: string }>('POST', v1 + 'keys', wanted);
export const endProgramKey = (http: Http, id: Id) => http.call<void>('DELETE', v1 + 'keys/' + id);

export const WEBHOOK_EVENTS = [
  'conversation.opened', 'entry.posted', 'conversation.assigned', 'conversation.status_changed', 'conversation.handling_changed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
export type Telling = 'left_out' | 'told';
export interface Webhook {
  id: Id;
  name: string;
  url: string;
  events: WebhookEvent[];
  notes: Telling;
  words: Telling;
  made_at: Timestamp;
  changed_at: Timestamp;
  made_by: string;
  paused_at: Timestamp | null;
  pause: 'by_person' | 'failing' | 'gone' | null;
  /** In a row. */
  failures: number;
  failing_since: Timestamp | null;
  rests_until: Timestamp | null;
  delivered_at: Timestamp | null;
  waiting: number;
  dead: number;
}
export interface WebhookWish { name: string; url: string; events: readonly WebhookEvent[]; notes: Telling; words: Telling }
export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export interface WebhookDelivery {
  id: Id;
  event: WebhookEvent | 'webhook.test';
  conversation_id: Id | null;
  reference: string | null;
  seq: number | null;
  state: DeliveryState;
  made_at: Timestamp;
  tries: number;
  due_at: Timestamp | null;
  settled_at: Timestamp | null;
  /** Of the last try. */
  status: number | null;
  fault: string | null;
  milliseconds: number | null;
  place: number;
}
export interface WebhookTry { at: Timestamp; status: number | null; fault: string | null; milliseconds: number; answer: string }
export interface WholeDelivery { delivery: WebhookDelivery; body: unknown; tries: WebhookTry[] }

const hooks = v1 + 'webhooks';
export const listWebhooks = (http: Http) => http.call<{ webhooks: Webhook[] }>('GET', hooks);
export const addWebhook = (http: Http, wish: WebhookWish) => http.call<{ webhook: Webhook; secret: string }>('POST', hooks, wish);
export const changeWebhook = (http: Http, id: Id, wish: WebhookWish) => http.call<Webhook>('PUT', hooks + '/' + id, wish);
export const endWebhook = (http: Http, id: Id) => http.call<void>('DELETE', hooks + '/' + id);
export const pauseWebhook = (http: Http, id: Id) => http.call<Webhook>('POST', hooks + '/' + id + '/pause');
export const resumeWebhook = (http: Http, id: Id) => http.call<Webhook>('POST', hooks + '/' + id + '/resume');
export const testWebhook = (http: Http, id: Id) => http.call<WebhookDelivery>('POST', hooks + '/' + id + '/test');
export const listDeliveries = (http: Http, id: Id, state: DeliveryState | null, before: number | null) =>
  http.call<{ deliveries: WebhookDelivery[]; next: number | null }>('GET', hooks + '/' + id + '/deliveries' + query({ state: state ?? undefined, before: before ?? undefined }));
export const readDelivery = (http: Http, id: Id, delivery: Id) => http.call<WholeDelivery>('GET', hooks + '/' + id + '/deliveries/' + delivery);
export const sendAgain = (http: Http, id: Id, delivery: Id) => http.call<WebhookDelivery>('POST', hooks + '/' + id + '/deliveries/' + delivery + '/again');
export const sendDeadAgain = (http: Http, id: Id) => http.call<{ deliveries: number }>('POST', hooks + '/' + id + '/send-again');
