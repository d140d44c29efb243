// What was said, as text: addresses as links shown whole, removed secrets as chips with advice.
import type { ComponentChildren } from 'preact';
import type { Removed } from '@ombud/shared/api';
import { linkify } from './linkify';
import { kindName, type Text } from './texts';

const Words = ({ text }: { text: string }) => (
  <>
    {linkify(text).map((piece) =>
      piece.link ? (
        <a href={piece.text} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">{piece.text}</a>
      ) : piece.text,
    )}
  </>
);

/** `at` counts code points, as the server does; JavaScript strings count UTF-16 units. */
export function split(body: string, removed: Removed[]): (string | Removed)[] {
  if (!removed.length) return [body];
  const points = Array.from(body);
  const pieces: (string | Removed)[] = [];
  let done = 0;
  for (const secret of [...removed].sort((a, b) => a.at - b.at)) {
    const marker = `[removed:${secret.kind}]`;
    const end = secret.at + marker.length;
    if (secret.at < done || points.slice(secret.at, end).join('') !== marker) continue;
    if (secret.at > done) pieces.push(points.slice(done, secret.at).join(''));
    pieces.push(secret);
    done = end;
  }
  if (done < points.length) pieces.push(points.slice(done).join(''));
  return pieces;
}

export const Said = ({ body, removed, t }: { body: string; removed: Removed[]; t: Text }): ComponentChildren =>
  split(body, removed).map((piece) =>
    typeof piece === 'string' ? (
      <Words text={piece} />
    ) : (
      <span class="chip">{t('removed', { kind: kindName(t, piece.kind) })}</span>
    ),
  );
