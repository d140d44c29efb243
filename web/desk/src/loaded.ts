// Something that a screen reads from the server: not here yet, here, or refused; read anew when asked.
import { useCallback, useEffect, useState } from 'react';

export interface Loaded<T> {
  value: T | null;
  error: unknown;
  busy: boolean;
  again: () => void;
  /** What an act answered takes the place of what was read. */
  set: (value: T) => void;
}

interface State<T> { of: unknown; value: T | null; error: unknown; busy: boolean }

/** `load` must stay the same while its subject does; another one starts anew. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>({ of: load, value: null, error: null, busy: true });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let here = true;
    load().then(
      (value) => here && setState({ of: load, value, error: null, busy: false }),
      (error: unknown) => here && setState((now) => ({ of: load, value: now.of === load ? now.value : null, error, busy: false })),
    );
    return () => {
      here = false;
    };
  }, [load, asked]);
  const again = useCallback(() => {
    setState((now) => ({ ...now, busy: true, error: null }));
    setAsked((now) => now + 1);
  }, []);
  const set = useCallback((value: T) => setState((now) => ({ ...now, value, error: null })), []);
  const current = state.of === load ? state : { value: null, error: null, busy: true };
  return { value: current.value, error: current.error, busy: current.busy, again, set };
}
