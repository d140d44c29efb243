// A pane of what is confidential: what it shows carries the hidden mark, and whatever is taken out of it is told to the desk.
import { createContext, useCallback, useContext, useEffect, useRef, type ReactNode, type RefObject } from 'react';
import type { Id } from '@ombud/shared/api';
import type { Copied } from '@ombud/shared/insiders';
import { useDesk } from '../desk';
import { isOwnWriting, selectedLetters } from './copies';
import { Marked } from './marked-text';
import { Watermark } from './watermark';

const lengthOf = (words: string): number => Array.from(words.trim()).length;

const Tell = createContext<(value: string) => void>(() => undefined);
/** For buttons that copy by themselves: no event tells of those. */
export const useTellCopied = () => useContext(Tell);

export function Confidential({ conversation, what, children }: { conversation: Id; what: Copied; children: ReactNode }) {
  const { insiders } = useDesk();
  const tell = useCallback((value: string) => insiders.copies.tell(conversation, what, lengthOf(value)), [insiders, conversation, what]);
  return (
    <Tell value={tell}>
      <Marked>{children}</Marked>
    </Tell>
  );
}

/** Tells what is copied, dragged or printed out of a pane; a pane within it has the attribute `data-confidential` and tells for itself. */
export function useCopyWatch(pane: RefObject<HTMLElement | null>, conversation: Id, what: Copied): void {
  const { insiders } = useDesk();
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    const tell = (letters: number) => insiders.copies.tell(conversation, what, letters);
    const taken = (event: Event) => {
      const inner = event.target instanceof Element ? event.target.closest('[data-confidential]') : null;
      if (isOwnWriting(event.target) || (inner && inner !== element && element.contains(inner))) return;
      // A picture or a link is dragged without being selected.
      tell(selectedLetters(getSelection(), element) || (event.type === 'dragstart' ? 1 : 0));
    };
    const printed = () => tell(lengthOf(element.innerText));
    for (const name of ['copy', 'cut', 'dragstart']) element.addEventListener(name, taken);
    addEventListener('beforeprint', printed);
    return () => {
      for (const name of ['copy', 'cut', 'dragstart']) element.removeEventListener(name, taken);
      removeEventListener('beforeprint', printed);
    };
  }, [pane, conversation, what, insiders]);
}

/** Around facts and case: both marks, and an eye on what leaves it. */
export function FactsPane({ conversation, children }: { conversation: Id; children: ReactNode }) {
  const pane = useRef<HTMLDivElement>(null);
  useCopyWatch(pane, conversation, 'case');
  return (
    <div className="facts-pane" ref={pane}>
      <Confidential conversation={conversation} what="case">
        {children}
      </Confidential>
      <Watermark />
    </div>
  );
}
