// What saves typing and clicking, as types and calls: saved replies, macros (acts done at once) and rules (acts that the program does).
import type { Entry, Http, Id, Timestamp, Topic } from './api';
import type { Planned } from './mail';
import type { Conditions } from './work';

const v1 = '/api/v1/';

export interface ReplyWords {
  title: string;
  /** Typed after a semicolon. */
  shortcut: string | null;
  topic: Topic | null;
  /** Empty: in none. */
  folder: string;
  /** One of them may be empty. */
  text_en: string;
  text_zh: string;
}
export interface SavedReply extends ReplyWords {
  id: Id;
  /** null: for all. */
  owner_id: Id | null;
  used: number;
  used_at: Timestamp | null;
  changed_at: Timestamp;
}

const repliesPath = (shared: boolean) => v1 + (shared ? 'shared-replies' : 'replies');

export const listReplies = (http: Http) => http.call<{ replies: SavedReply[]; variables: string[] }>('GET', v1 + 'replies');
export const addReply = (http: Http, shared: boolean, words: ReplyWords) => http.call<SavedReply>('POST', repliesPath(shared), words);
export const changeReply = (http: Http, shared: boolean, id: Id, words: ReplyWords) =>
  http.call<SavedReply>('PUT', repliesPath(shared) + '/' + id, words);
export const removeReply = (http: Http, shared: boolean, id: Id) => http.call<void>('DELETE', repliesPath(shared) + '/' + id);
export const countReply = (http: Http, id: Id) => http.call<void>('POST', v1 + 'replies/' + id + '/used');

/** In the order in which they are done. */
export const ACTS = ['topic', 'priority', 'queue', 'add_tags', 'remove_tags', 'snooze', 'assign', 'note', 'reply', 'saved_reply', 'status'] as const;
export type ActName = (typeof ACTS)[number];
export interface WantedAct { act: ActName; values: string[] }
export const ACTS_AT_MOST = 20;

export interface MacroWords { name: string; acts: WantedAct[] }
export interface Macro extends MacroWords { id: Id; used: number; used_at: Timestamp | null; changed_at: Timestamp }
/** `changes`: which of its acts change anything in that conversation. */
export interface MacroPreview { macro: Macro; changes: ActName[]; last_seq: number }
export interface MacroRun { entries: Entry[]; planned: Planned | null }

export const listMacros = (http: Http) => http.call<{ macros: Macro[] }>('GET', v1 + 'macros');
export const addMacro = (http: Http, words: MacroWords) => http.call<Macro>('POST', v1 + 'macros', words);
export const changeMacro = (http: Http, id: Id, words: MacroWords) => http.call<Macro>('PUT', v1 + 'macros/' + id, words);
export const removeMacro = (http: Http, id: Id) => http.call<void>('DELETE', v1 + 'macros/' + id);
const inConversation = (conversation: Id, macro: Id) => v1 + 'conversations/' + conversation + '/macros/' + macro;
export const previewMacro = (http: Http, conversation: Id, macro: Id) => http.call<MacroPreview>('GET', inConversation(conversation, macro));
/** `reply`: the text of its answer, filled in, as it was shown. */
export const runMacro = (http: Http, conversation: Id, macro: Id, wanted: { client_id: string; seen_seq: number; reply?: string }) =>
  http.call<MacroRun>('POST', inConversation(conversation, macro), wanted);
/** Its assignment asks for another permission. */
export const runMacroAssignment = (http: Http, conversation: Id, macro: Id, client_id: string) =>
  http.call<MacroRun>('POST', inConversation(conversation, macro) + '/assignment', { client_id });

export const RULE_EVENTS = ['opened', 'customer_wrote', 'answered', 'status_changed', 'handling_changed', 'assigned', 'time_passed'] as const;
export type RuleEvent = (typeof RULE_EVENTS)[number];
export interface RuleWords { name: string; on: RuleEvent[]; conditions: Conditions; acts: WantedAct[]; active: boolean }
export interface Rule extends RuleWords {
  id: Id;
  /** A code: why the program switched it off. */
  stopped_why: string | null;
  stopped_at: Timestamp | null;
  runs: number;
  ran_at: Timestamp | null;
  changed_at: Timestamp;
}
export interface RuleRun { conversation_id: Id; reference: string; at: Timestamp; done: ActName[] }
/** `seq`: of the entry that would have set it off; null: time. */
export interface WouldDo { at: Timestamp; seq: number | null; done: ActName[] }
export interface Would { conversation_id: Id; reference: string; times: WouldDo[] }
export interface Trial { since: Timestamp; looked_at: number; left_out: number; would: Would[]; next: Id | null }

export const listRules = (http: Http) => http.call<{ rules: Rule[] }>('GET', v1 + 'rules');
export const addRule = (http: Http, words: RuleWords) => http.call<Rule>('POST', v1 + 'rules', words);
export const changeRule = (http: Http, id: Id, words: RuleWords) => http.call<Rule>('PUT', v1 + 'rules/' + id, words);
export const switchRule = (http: Http, id: Id, active: boolean) => http.call<Rule>('POST', v1 + 'rules/' + id + '/switch', { active });
export const removeRule = (http: Http, id: Id) => http.call<void>('DELETE', v1 + 'rules/' + id);
export const orderRules = (http: Http, ids: Id[]) => http.call<{ rules: Rule[] }>('PUT', v1 + 'rules', { ids });
export const listRuleRuns = (http: Http, id: Id) => http.call<{ runs: RuleRun[] }>('GET', v1 + 'rules/' + id + '/runs');
export const tryRule = (http: Http, rule: RuleWords, cursor: Id | null, signal?: AbortSignal) =>
  http.call<Trial>('POST', v1 + 'rules/trial', { rule, cursor }, signal);

/** What the help centre's own search finds. */
export interface Hit { slug: string; language: string; title: { text: string; marked: boolean }[]; snippet: { text: string; marked: boolean }[] }
export const searchHelp = (http: Http, q: string, language: string, limit: number, signal?: AbortSignal) =>
  http.call<{ hits: Hit[] }>('GET', v1 + 'help/search?' + new URLSearchParams({ q, language, limit: String(limit) }).toString(), undefined, signal);
