// An entry of the log that says what this conversation has to do with another one, and leads there.
import type { ReactNode } from 'react';
import { Link2 } from 'lucide-react';
import type { Entry } from '@ombud/shared/api';
import type { Quote } from '@ombud/shared/ties';
import { inboxPath } from '../route';
import { useText } from '../text';
import { lineOf } from './link-words';

interface Props { entry: Extract<Entry, { kind: 'link' }>; by: string; time: ReactNode; quoted: (quote: Quote) => ReactNode }

export function LinkEntry({ entry: { data }, by, time, quoted }: Props) {
  const text = useText();
  const [before, after] = lineOf(text, data, by);
  return (
    <>
      <p className="event">
        <span className="link-line">
          <Link2 size={14} aria-hidden="true" />
          <span>
            {before}
            <a href={inboxPath('all', data.other.id)}>
              <code>{data.other.reference}</code>
            </a>
            {after}
          </span>
        </span>
        {time}
      </p>
      {data.quoted && data.quoted.length > 0 && (
        <section className="quotes" aria-label={text('ties.quoted')}>
          <h3>{text('ties.quoted')}</h3>
          {data.quoted.map((quote) => (
            <blockquote key={quote.seq}>{quoted(quote)}</blockquote>
          ))}
        </section>
      )}
    </>
  );
}
