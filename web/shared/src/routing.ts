// Queues, and who is given what: languages, skills, how much at once, whether somebody takes anything now.
import type { Http, Id, Language, Timestamp, Topic } from './api';
import type { Conditions } from './work';

const v1 = '/api/v1/';

export const STRATEGIES = ['by_hand', 'round_robin', 'least_load'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface QueueWords {
  name_en: string;
  name_zh: string;
  conditions: Conditions;
  /** All who answer; else `members`. */
  everybody: boolean;
  members: Id[];
  strategy: Strategy;
  /** Whoever is given one of it has all of these. */
  skills: Topic[];
}
export interface WorkQueue extends QueueWords {
  id: Id;
  position: number;
  /** Takes what no other does; it has no conditions and no end. */
  is_default: boolean;
  ended_at: Timestamp | null;
  changed_at: Timestamp;
}
/** Active conversations, those that are put off aside. */
export interface QueueCounts { queue_id: Id; active: number; unassigned: number }
export interface QueueList { queues: WorkQueue[]; counts: QueueCounts[] }
/** `position`: from 0, among those that go on. */
export type QueueChange = Partial<QueueWords> & { position?: number; ended?: boolean };

export const CHANNELS = ['chat', 'email', 'form'] as const;
export type Channel = (typeof CHANNELS)[number];
export type Amounts = Record<Channel, number>;
export const CAPACITY_AT_MOST = 200;

export type Availability = 'online' | 'away';
export interface RoutingProfile { languages: Language[]; skills: Topic[]; capacity: Amounts }
export interface RoutedPerson extends RoutingProfile {
  id: Id;
  /** The one that customers see. */
  name: string;
  /** Has the desk open. */
  online: boolean;
  availability: Availability;
  /** false: nobody has said what they speak or take, these are guesses. */
  is_set: boolean;
  load: Amounts;
}
/** Who waits in an automatic queue that nobody at all could answer. */
export interface Unanswerable { queue_id: Id; language: Language; waiting: number }
export interface RoutingState { people: RoutedPerson[]; unanswerable: Unanswerable[] }

export const listQueues = (http: Http) => http.call<QueueList>('GET', v1 + 'queues');
export const addQueue = (http: Http, queue: QueueWords) => http.call<WorkQueue>('POST', v1 + 'queues', queue);
export const changeQueue = (http: Http, id: Id, change: QueueChange) => http.call<WorkQueue>('PATCH', v1 + 'queues/' + id, change);
export const readRouting = (http: Http) => http.call<RoutingState>('GET', v1 + 'routing');
export const setRoutingProfile = (http: Http, id: Id, profile: RoutingProfile) =>
  http.call<RoutedPerson>('PUT', v1 + 'staff/' + id + '/routing', profile);
export const readAvailability = (http: Http) => http.call<{ availability: Availability }>('GET', v1 + 'staff/me/availability');
export const setAvailability = (http: Http, availability: Availability) =>
  http.call<{ availability: Availability }>('PUT', v1 + 'staff/me/availability', { availability });

export const queueName = ({ name_en, name_zh }: { name_en: string; name_zh: string }, language: Language): string =>
  language === 'en' ? name_en : name_zh;
