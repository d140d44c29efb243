// Where in the desk we are: the address bar, both ways.
import type { Id } from '@ombud/shared/api';
import { makeRouter } from '@ombud/ui/route';

export const VIEWS = ['mine', 'unassigned', 'all', 'snoozed', 'resolved'] as const;
export type BuiltInView = (typeof VIEWS)[number];
/** Built in, saved by somebody, or what is in a queue. */
export type View = BuiltInView | `view-${Id}` | `queue-${Id}`;

export const isBuiltIn = (view: View): view is BuiltInView => VIEWS.some((name) => name === view);
/** The saved view that is meant, or the queue. */
export const savedIn = (view: View): Id | null => (view.startsWith('view-') ? view.slice('view-'.length) : null);
export const queueIn = (view: View): Id | null => (view.startsWith('queue-') ? view.slice('queue-'.length) : null);

const viewOf = (name: string): View | undefined =>
  /^(?:view|queue)-[0-9a-f-]{36}$/.test(name) ? (name as View) : VIEWS.find((each) => each === name);

/** Pages with nothing below them. */
export const PAGES = ['search', 'people', 'approvals', 'audit', 'letters', 'security', 'status', 'official', 'insiders', 'my-figures'] as const;

export const MAIL_TABS = ['health', 'set-aside', 'mailboxes', 'addresses', 'test'] as const;
export type MailTab = (typeof MAIL_TABS)[number];

export const ADMIN_SECTIONS = ['queues', 'hours', 'replies', 'macros', 'rules', 'fields', 'roles', 'keys', 'webhooks', 'privacy'] as const;
export type AdminSection = (typeof ADMIN_SECTIONS)[number];

export type Route =
  | { page: 'inbox'; view: View; conversation: Id | null }
  | { page: (typeof PAGES)[number] }
  | { page: 'articles'; article: Id | null }
  | { page: 'incidents'; incident: Id | null }
  | { page: 'reports' }
  | { page: 'complaints'; tab: 'register' | 'report' }
  /** How the desk does, and the same of this moment for all to see. */
  | { page: 'figures' | 'live' }
  | { page: 'flows'; flow: string | null }
  /** `letter`: of those that were set aside. */
  | { page: 'mail'; tab: MailTab; letter: Id | null }
  /** `item`: what is open in the section. */
  | { page: 'admin'; section: AdminSection; item: string | null }
  | { page: 'setup'; token: string }
  | { page: 'unknown' };

export function parseRoute(path: string, hash = ''): Route {
  const [first = '', second, third, more] = path.replace(/^\/desk\/?/, '').split('/').filter(Boolean);
  if (more !== undefined) return { page: 'unknown' };
  if (first === '') return { page: 'inbox', view: 'mine', conversation: null };
  if (first === 'inbox') {
    const view = viewOf(second ?? 'mine');
    return view ? { page: 'inbox', view, conversation: third ?? null } : { page: 'unknown' };
  }
  if (first === 'articles' && third === undefined) {
    return second === 'reports' ? { page: 'reports' } : { page: 'articles', article: second ?? null };
  }
  if (first === 'incidents' && third === undefined) return { page: 'incidents', incident: second ?? null };
  if (first === 'complaints' && third === undefined && (second === undefined || second === 'report')) return { page: 'complaints', tab: second ?? 'register' };
  if (first === 'flows' && third === undefined) return { page: 'flows', flow: second ?? null };
  if (first === 'mail') {
    const tab = MAIL_TABS.find((name) => name === (second ?? 'health'));
    if (tab && (third === undefined || tab === 'set-aside')) return { page: 'mail', tab, letter: third ?? null };
  }
  if (first === 'admin') {
    const section = ADMIN_SECTIONS.find((name) => name === (second ?? 'queues'));
    if (section) return { page: 'admin', section, item: third ?? null };
  }
  if (first === 'reports' && second === undefined) return { page: 'figures' };
  if (first === 'wall' && second === undefined) return { page: 'live' };
  const page = PAGES.find((name) => name === first);
  if (page && second === undefined) return { page };
  if (first === 'setup' && second === undefined) {
    return { page: 'setup', token: new URLSearchParams(hash.slice(1)).get('token') ?? '' };
  }
  return { page: 'unknown' };
}

/** Why a sign-in elsewhere did not work, as the server's code; what is not one is nothing. */
export function oidcRefusal(hash: string): string | null {
  const code = new URLSearchParams(hash.slice(1)).get('oidc');
  return code !== null && /^[a-z0-9_.]{1,40}$/.test(code) ? code : null;
}

export const inboxPath = (view: View, conversation: Id | null = null): string =>
  '/desk/inbox/' + view + (conversation ? '/' + conversation : '');

export const mailPath = (tab: MailTab, letter: Id | null = null): string =>
  '/desk/mail' + (tab === 'health' ? '' : '/' + tab) + (letter ? '/' + letter : '');

export const adminPath = (section: AdminSection, item: string | null = null): string =>
  '/desk/admin/' + section + (item ? '/' + item : '');

export const { useRoute, routeNow, go, startRouting } = makeRouter<Route>('/desk', parseRoute);
