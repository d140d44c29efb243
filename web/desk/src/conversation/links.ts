// Where a link of a letter really leads, and whether its words say another place.

export function hostOf(target: string): string | null {
  try {
    return new URL(target).hostname || null;
  } catch {
    return null;
  }
}

/** Words that are an address themselves: with a scheme, or beginning with a host as people write it. */
const ADDRESS = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?=[/:?#]|$)/iu;

const bare = (host: string) => host.toLowerCase().replace(/^www\./, '');

/** The words show one host, and another one is opened. A host below the shown one is no other. */
export function pretends(words: string, target: string): boolean {
  const shown = ADDRESS.exec(words.trim())?.[1];
  const host = hostOf(target);
  if (shown === undefined || host === null) return false;
  const said = hostOf('https://' + shown);
  if (said === null) return false;
  const [a, b] = [bare(said), bare(host)];
  return a !== b && !b.endsWith('.' + a);
}
