// Where in the desk we are: the address bar, both ways.
import type { Id } from '@ombud/shared/api';
import { Store, useStore } from '@ombud/ui/store';

export const VIEWS = ['mine', 'unassigned', 'all', 'resolved'] as const;
export type View = (typeof VIEWS)[number];

export type Route =
  | { page: 'inbox'; view: View; conversation: Id | null }
  | { page: 'people' }
  | { page: 'setup'; token: string }
  | { page: 'unknown' };

export function parseRoute(path: string, hash = ''): Route {
  const [first = '', second, third, more] = path.replace(/^\/desk\/?/, '').split('/').filter(Boolean);
  if (more !== undefined) return { page: 'unknown' };
  if (first === '') return { page: 'inbox', view: 'mine', conversation: null };
  if (first === 'inbox') {
    const view = VIEWS.find((name) => name === (second ?? 'mine'));
    return view ? { page: 'inbox', view, conversation: third ?? null } : { page: 'unknown' };
  }
  if (first === 'people' && second === undefined) return { page: 'people' };
  if (first === 'setup' && second === undefined) {
    return { page: 'setup', token: new URLSearchParams(hash.slice(1)).get('token') ?? '' };
  }
  return { page: 'unknown' };
}

export const inboxPath = (view: View, conversation: Id | null = null): string =>
  '/desk/inbox/' + view + (conversation ? '/' + conversation : '');

const read = () => parseRoute(location.pathname, location.hash);
const route = new Store<Route>(read());

export const useRoute = (): Route => useStore(route);
export const routeNow = (): Route => route.get();

export function go(path: string, replace = false): void {
  if (path === location.pathname) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  route.set(read());
}

/** Links stay plain links; a plain click on one of ours changes the page without loading it. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!link.pathname.startsWith('/desk')) return;
  event.preventDefault();
  go(link.pathname);
}

export function startRouting(): void {
  addEventListener('popstate', () => route.set(read()));
  addEventListener('hashchange', () => route.set(read()));
  document.addEventListener('click', follow);
}
