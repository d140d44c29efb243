// Text that carries the hidden mark of who reads it; without a mark around it, it is text and nothing else.
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { useDesk } from '../desk';
import { markOf, spaced } from './hidden-mark';

const Mark = createContext<readonly number[] | null>(null);

/** What is shown inside carries the mark of whoever is signed in. The hour is that of the first look: nothing moves while somebody reads. */
export function Marked({ children }: { children: ReactNode }) {
  const { me } = useDesk();
  const [opened] = useState(() => Date.now());
  const mark = useMemo(() => markOf(me.id, opened), [me.id, opened]);
  return <Mark value={mark}>{children}</Mark>;
}

const NOTHING: readonly string[] = [];

/** One of the pieces of a message, by its `seq`; `before`: the pieces of text that stand before it. */
export function MarkedText({ text, seq, before = NOTHING }: { text: string; seq: number | null; before?: readonly string[] }): ReactNode {
  const mark = useContext(Mark);
  return useMemo(() => {
    if (!mark || seq === null) return text;
    const from = before.reduce((gaps, piece) => gaps + spaced(piece, mark, seq).gaps, 0);
    const { stretches } = spaced(text, mark, seq, from);
    return stretches.map(({ text: piece, spacing }, index) =>
      spacing === 'plain' ? (
        piece
      ) : (
        <span key={index} className={spacing === 'words' ? 'wide-words' : 'wide-letters'}>
          {piece}
        </span>
      ),
    );
  }, [mark, text, seq, before]);
}
