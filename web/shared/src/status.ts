// Service status as types and calls: what works, what is announced, and what networks are offered.
import type { Http, Id, Timestamp } from './api';

export const COMPONENTS = ['sign_in', 'email', 'chat', 'deposits', 'withdrawals'] as const;
export type Component = (typeof COMPONENTS)[number];
/** In the order of how bad it is; `planned`: it works now, and an interruption is announced. */
export type ServiceState = 'working' | 'planned' | 'degraded' | 'maintenance' | 'down';
export const NOTICE_STATES = ['degraded', 'maintenance', 'down'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];
export const LONGEST_NOTICE = 1_000;

export interface NoticeText { en: string; zh: string }
export interface Notice {
  id: Id;
  components: Component[];
  /** Of deposits and withdrawals; null: all of them. */
  asset: string | null;
  network: string | null;
  state: NoticeState;
  text: NoticeText;
  starts_at: Timestamp;
  /** Expected. */
  ends_at: Timestamp | null;
  /** It is over. */
  ended_at: Timestamp | null;
  changed_at: Timestamp;
}
export interface OfferedNetwork { asset: string; network: string }
export interface NetworkState extends OfferedNetwork { deposits: ServiceState; withdrawals: ServiceState }
export interface StatusOverview {
  state: ServiceState;
  components: { component: Component; state: ServiceState; networks_affected: number }[];
  networks: NetworkState[];
  current: Notice[];
  planned: Notice[];
  past: Notice[];
  at: Timestamp;
}
export interface NewNotice {
  components: Component[];
  asset?: string;
  network?: string;
  state: NoticeState;
  text: NoticeText;
  /** Absent: now. */
  starts_at?: Timestamp;
  ends_at?: Timestamp;
}
/** What is left out stays. */
export interface NoticeChange { state?: NoticeState; text?: NoticeText; ends_at?: Timestamp; over?: boolean }

const status = '/api/v1/status';
export const readStatus = (http: Http) => http.call<StatusOverview>('GET', status);
export const announceNotice = (http: Http, notice: NewNotice) => http.call<Notice>('POST', status + '/notices', notice);
export const changeNotice = (http: Http, id: Id, change: NoticeChange) => http.call<Notice>('PATCH', `${status}/notices/${id}`, change);
export const listNetworks = (http: Http) => http.call<{ networks: OfferedNetwork[] }>('GET', status + '/networks');
export const offerNetworks = (http: Http, networks: OfferedNetwork[]) =>
  http.call<{ networks: OfferedNetwork[] }>('PUT', status + '/networks', { networks });
