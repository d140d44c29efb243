// Looks for secrets before anything is sent. The desk looks again: when the rules cannot be loaded in time, it alone does.
import type { Found } from '@ombud/shared/secret-guard';

export type { Found };

const PATIENCE = 3_000;

/** Fetches the rules before they are needed. */
export const prepareGuard = () => import('@ombud/shared/secret-guard');

export async function inspect(text: string): Promise<Found[]> {
  const late = new Promise<Found[]>((resolve) => setTimeout(resolve, PATIENCE, []));
  const found = prepareGuard().then(({ findSecrets }) => findSecrets(text));
  return Promise.race([found, late]).catch(() => []);
}

export function takeOut(text: string, found: readonly Found[], name: (kind: string) => string): string {
  let out = '';
  let done = 0;
  for (const { kind, start, end } of [...found].sort((a, b) => a.start - b.start)) {
    if (start < done) continue;
    out += text.slice(done, start) + name(kind);
    done = end;
  }
  return out + text.slice(done);
}
