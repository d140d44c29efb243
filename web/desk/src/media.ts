// How much room there is.
import { useSyncExternalStore } from 'react';

function watcher(query: string) {
  const media = matchMedia(query);
  return {
    watch: (changed: () => void) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    get: () => media.matches,
  };
}

const wide = watcher('(min-width: 1100px)');
const roomy = watcher('(min-width: 1320px)');

/** List and conversation stand side by side. */
export const useWide = (): boolean => useSyncExternalStore(wide.watch, wide.get);
/** There is room for the facts beside them. */
export const useRoomy = (): boolean => useSyncExternalStore(roomy.watch, roomy.get);

/** A finger, not a mouse: Enter on a phone's keyboard makes a new line. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;
