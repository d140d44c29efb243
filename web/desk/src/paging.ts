// A list that comes page by page, newest first: what is there so far, and whether there is more.
import { useCallback, useEffect, useState } from 'react';

interface Pages<Row, Cursor> { rows: readonly Row[] | null; next: Cursor | null; error: unknown; busy: boolean }

/** `load` must stay the same while the list does; another one starts anew. */
export function usePages<Row, Cursor>(load: (before: Cursor | null) => Promise<{ rows: Row[]; next: Cursor | null }>) {
  const fresh: Pages<Row, Cursor> = { rows: null, next: null, error: null, busy: true };
  const [state, setState] = useState<{ of: unknown; pages: Pages<Row, Cursor> }>({ of: load, pages: fresh });
  const pages = state.of === load ? state.pages : fresh;
  const read = useCallback(
    async (before: Cursor | null, have: readonly Row[]) => {
      const put = (next: Pages<Row, Cursor>) => setState((now) => (now.of === load || before === null ? { of: load, pages: next } : now));
      try {
        const page = await load(before);
        put({ rows: [...have, ...page.rows], next: page.next, error: null, busy: false });
      } catch (error) {
        put({ rows: have.length > 0 ? have : null, next: before, error, busy: false });
      }
    },
    [load],
  );
  useEffect(() => {
    let here = true;
    load(null).then(
      (page) => here && setState({ of: load, pages: { rows: page.rows, next: page.next, error: null, busy: false } }),
      (error: unknown) => here && setState({ of: load, pages: { rows: null, next: null, error, busy: false } }),
    );
    return () => {
      here = false;
    };
  }, [load]);
  const more = () => {
    setState({ of: load, pages: { ...pages, busy: true, error: null } });
    void read(pages.next, pages.rows ?? []);
  };
  return { ...pages, more };
}
