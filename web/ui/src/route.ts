// The address bar of an app, both ways: what it asks for, and going elsewhere without loading the page anew.
import { Store, useStore } from './store';

export interface Router<Route> {
  useRoute: () => Route;
  routeNow: () => Route;
  go: (path: string, replace?: boolean) => void;
  startRouting: () => void;
}

/** `below`: where all pages of the app are, as "/desk". */
export function makeRouter<Route>(below: string, parse: (path: string, hash: string) => Route): Router<Route> {
  // The token of a letter leaves the address bar as soon as it is read; a reload still finds it.
  const read = () => {
    if (location.hash.startsWith('#token=')) history.replaceState(location.hash, '', location.pathname);
    return parse(location.pathname, location.hash || String(history.state ?? ''));
  };
  const route = new Store<Route>(read());

  const go = (path: string, replace = false) => {
    const page = location.pathname;
    if (path === page + location.hash && history.state === null) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    route.set(read());
    if (location.pathname !== page) scrollTo(0, 0);
  };

  // Links stay plain links; a plain click on one of ours changes the page without loading it.
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    // A place on this page is the browser's to find.
    if (link.getAttribute('href')?.startsWith('#')) return;
    if (link.pathname !== below && !link.pathname.startsWith(below + '/')) return;
    event.preventDefault();
    go(link.pathname + link.hash);
  };

  return {
    useRoute: () => useStore(route),
    routeNow: route.get,
    go,
    startRouting: () => {
      addEventListener('popstate', () => route.set(read()));
      addEventListener('hashchange', () => route.set(read()));
      document.addEventListener('click', follow);
    },
  };
}
