// Looks for secrets before anything is sent. The desk looks again: when the rules cannot be loaded in time, it alone does.

export interface Found {
  kind: string;
  /** UTF-16 offsets. */
  start: number;
  end: number;
}

const PATIENCE = 3_000;

let loading: Promise<(text: string) => Found[]> | undefined;

/** Fetches the rules before they are needed. */
export function prepareGuard(): Promise<(text: string) => Found[]> {
  loading ??= import('@ombud/shared/secret-guard').then(async ({ findSecrets, loadGuard }) => {
    const guard = await loadGuard();
    return (text) => findSecrets(guard, text);
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

export async function inspect(text: string): Promise<Found[]> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));
  const find = await Promise.race([prepareGuard(), late]).catch(() => null);
  return find ? find(text) : [];
}

export function takeOut(text: string, found: Found[], name: (kind: string) => string): string {
  let out = '';
  let done = 0;
  for (const { kind, start, end } of [...found].sort((a, b) => a.start - b.start)) {
    if (start < done) continue;
    out += text.slice(done, start) + name(kind);
    done = end;
  }
  return out + text.slice(done);
}
