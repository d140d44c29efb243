// What protects customers from whoever works here, as types and calls: masked fields and their reveals, copies, budgets, alarms.
import type { Http, Id, Person, Role, Timestamp } from './api';

const v1 = '/api/v1/';
const conversation = (id: Id) => v1 + 'conversations/' + id;

export const PURPOSES = ['contact', 'identity', 'documents', 'fraud', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];
/** Of the reason that `other` needs. */
export const SHORTEST_PURPOSE = 10;
export const LONGEST_PURPOSE = 500;

/** `why_not`: it is not revealed. */
export interface MaskedField { name: string; masked: string; why_not: null | 'assurance' | 'closed' | 'over' }
export interface Personal {
  fields: MaskedField[];
  /** How many reveals are left of today's budget, where the server says so. */
  reveals_left?: number | null;
}
export interface WantedReveal { client_id: string; field: string; purpose: Purpose; reason?: string }
export interface Reveal { id: Id; conversation_id: Id; field: string; purpose: Purpose; value: string; until: Timestamp }
/** What the log keeps of one, for the customer, too. */
export interface RevealData { field: string; purpose: Purpose; until: Timestamp }

export const readPersonal = (http: Http, id: Id) => http.call<Personal>('GET', conversation(id) + '/personal');

/** `lasts`: for how long it may stand there, in milliseconds by the server's clock, whatever ours says. */
export async function reveal(http: Http, id: Id, wanted: WantedReveal): Promise<{ reveal: Reveal; lasts: number }> {
  const response = await http.send('POST', conversation(id) + '/reveals', wanted);
  const told = (await response.json()) as Reveal;
  const served = Date.parse(response.headers.get('date') ?? '');
  return { reveal: told, lasts: Math.max(0, Date.parse(told.until) - (Number.isNaN(served) ? Date.now() : served)) };
}

export type Copied = 'entries' | 'field' | 'case';
export const tellCopy = (http: Http, id: Id, what: Copied, letters: number) =>
  http.call<void>('POST', conversation(id) + '/copies', { what, letters });

export const ALARMS = ['canary_opened', 'customers_near', 'customers_spent', 'reveals_near', 'reveals_spent'] as const;
export type AlarmKind = (typeof ALARMS)[number];
export interface Alarm {
  id: Id;
  kind: AlarmKind;
  staff: Person;
  conversation_id: Id | null;
  reference: string | null;
  at: Timestamp;
  handled_at: Timestamp | null;
  handled_by: Person | null;
}
export interface Limits { customers_alert: number; customers_stop: number; reveals_alert: number; reveals_stop: number }
export interface WatchedPerson extends Person, Limits {
  role: Role;
  /** Different ones whose conversations were opened. */
  customers: number;
  reveals: number;
  last_at: Timestamp | null;
}
export interface PastReveal {
  id: Id;
  staff: Person;
  conversation_id: Id;
  reference: string;
  field: string;
  purpose: Purpose;
  reason: string | null;
  at: Timestamp;
}
export interface InsidersState { window_hours: number; people: WatchedPerson[]; alarms: Alarm[]; reveals: PastReveal[] }
export interface RoleBudget extends Limits { role: Role }
export interface NewGrant { staff_id: Id; customers: number; reveals: number; reason: string }

const insiders = v1 + 'insiders';
export const readInsiders = (http: Http) => http.call<InsidersState>('GET', insiders);
export const handleAlarm = (http: Http, id: Id) => http.call<unknown>('POST', insiders + '/alarms/' + id, {});
export const grantMore = (http: Http, grant: NewGrant) => http.call<unknown>('POST', insiders + '/grants', grant);
export const listBudgets = (http: Http) => http.call<{ budgets: RoleBudget[] }>('GET', insiders + '/budgets');
export const changeBudget = (http: Http, role: Role, limits: Limits) => http.call<RoleBudget>('PUT', insiders + '/budgets', { role, ...limits });
export const setCanary = (http: Http, id: Id, on: boolean) => http.call<{ on: boolean }>('POST', conversation(id) + '/canary', { on });
