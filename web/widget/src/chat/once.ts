// Loads what is wanted later: once, however many ask; what could not be loaded is asked for again the next time.

/** Whoever does not wait for it need not care that it failed. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => {
    if (loading) return loading;
    loading = load();
    loading.catch(() => (loading = null));
    return loading;
  };
}
