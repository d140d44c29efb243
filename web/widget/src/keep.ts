// What the widget keeps in the browser, per desk. Works (for this page only) where storage is forbidden.

export interface Keep {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  /** Calls back when another tab changes `key`. Returns how to stop. */
  watch(key: string, changed: () => void): () => void;
}

export function makeKeep(desk: string): Keep {
  const full = (key: string) => `ombud:${desk}:${key}`;
  const fallback = new Map<string, string>();
  return {
    get<T>(key: string) {
      let text: string | null | undefined = fallback.get(key);
      try {
        text ??= localStorage.getItem(full(key));
        return text ? (JSON.parse(text) as T) : null;
      } catch {
        return null;
      }
    },
    set(key, value) {
      const gone = value === null || value === '';
      fallback.delete(key);
      try {
        if (gone) localStorage.removeItem(full(key));
        else localStorage.setItem(full(key), JSON.stringify(value));
      } catch {
        if (!gone) fallback.set(key, JSON.stringify(value));
      }
    },
    watch(key, changed) {
      const heard = (event: StorageEvent) => {
        if (event.key === full(key) || event.key === null) changed();
      };
      addEventListener('storage', heard);
      return () => removeEventListener('storage', heard);
    },
  };
}
