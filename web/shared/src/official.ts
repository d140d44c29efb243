// Official channels as types and calls: the book that two people change, look-alikes that were asked about, reports of impostors.
import type { Http, Id, Language, Timestamp } from './api';

export const CHANNEL_KINDS = ['site', 'email_address', 'email_domain', 'handle', 'phone', 'app', 'brand'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
export const NETWORKS = [
  'telegram', 'x', 'facebook', 'messenger', 'instagram', 'whatsapp', 'wechat', 'weibo', 'line', 'youtube', 'discord', 'tiktok',
  'reddit', 'linkedin', 'github', 'medium',
] as const;
export const STORES = ['app_store', 'google_play'] as const;
export type SocialNetwork = (typeof NETWORKS)[number] | (typeof STORES)[number];

export interface NewChannel {
  kind: ChannelKind;
  network?: SocialNetwork | null;
  value: string;
  with_below?: boolean | null;
  label: string;
  note_zh?: string | null;
  note_en?: string | null;
  language?: Language | null;
  region?: string | null;
}
export interface Channel {
  id: Id;
  kind: ChannelKind;
  network: SocialNetwork | null;
  value: string;
  /** A site: every name below it, too. */
  with_below: boolean;
  label: string;
  note_zh: string | null;
  note_en: string | null;
  language: Language | null;
  region: string | null;
  since: Timestamp;
  ended_at: Timestamp | null;
}
export interface ChannelChange {
  id: Id;
  /** Else it adds. */
  ends: boolean;
  channel: NewChannel;
  channel_id: Id | null;
  state: 'waiting' | 'done' | 'refused';
  by: Id;
  by_name: string;
  at: Timestamp;
  decided_at: Timestamp | null;
  approval: Id | null;
}
export interface ChannelBook { channels: Channel[]; changes: ChannelChange[] }

export type Verdict = 'look_alike' | 'not_ours' | 'unproven' | 'unreadable' | 'official';
export type Trick =
  | 'user_info' | 'subdomain' | 'path' | 'confusable' | 'hyphen' | 'edit_distance' | 'combosquat' | 'other_ending' | 'same_name';
export type AskedAbout = 'site' | 'email' | 'handle' | 'phone' | 'app' | 'message_code' | 'agent_code' | 'chain_address' | 'name';

export interface ImpostorReport {
  id: Id;
  what: string;
  where: string;
  text: string;
  language: Language | null;
  verdict: Verdict;
  imitates: string | null;
  customer: Id | null;
  conversation: Id | null;
  state: 'waiting' | 'confirmed' | 'dismissed';
  at: Timestamp;
  decided_at: Timestamp | null;
  decided_by: string | null;
}
export interface SeenLookalike {
  asked: AskedAbout;
  value: string;
  imitates: string;
  why: Trick[];
  times: number;
  first_at: Timestamp;
  last_at: Timestamp;
}

const official = '/api/v1/official';
export const readBook = (http: Http) => http.call<ChannelBook>('GET', official + '/book');
export const proposeChange = (http: Http, proposal: { add?: NewChannel; end?: Id; reason: string }) =>
  http.call<ChannelChange>('POST', official + '/changes', proposal);
export const listReports = (http: Http) => http.call<{ reports: ImpostorReport[] }>('GET', official + '/reports');
export const decideReport = (http: Http, id: Id, state: 'confirmed' | 'dismissed') =>
  http.call<ImpostorReport>('POST', `${official}/reports/${id}`, { state });
export const listLookalikes = (http: Http) => http.call<{ lookalikes: SeenLookalike[] }>('GET', official + '/lookalikes');
export const readMyCode = (http: Http) => http.call<{ code: string }>('GET', official + '/my-code');
