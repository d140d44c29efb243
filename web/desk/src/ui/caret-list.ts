// A list that opens at the caret of a text area while something there asks for it: where the caret is, which option is chosen, its keys.
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

type Area = RefObject<HTMLTextAreaElement | null>;

/** For the text area, while there is a list. */
export interface CaretListProps { 'aria-autocomplete'?: 'list'; 'aria-controls'?: string; 'aria-activedescendant'?: string }

interface Shown<Option extends { id: string }> {
  /** What asks: where it begins, and a key that differs when it asks for something else. null: nothing does. */
  from: number | null;
  key: string;
  options: readonly Option[];
  choose: (option: Option) => void;
  /** Keys that choose, beside Enter and Tab. */
  alsoChooses?: (event: KeyboardEvent, option: Option) => boolean;
}

export interface CaretList<Option> {
  chosen: Option | undefined;
  /** Whether the key was meant for the list. */
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  point: (index: number) => void;
  props: CaretListProps;
}

export function useCaretList(area: Area, body: string) {
  const id = useId();
  const [caret, setCaret] = useState(-1);
  /** Where a list was closed: it stays closed until another one begins. */
  const [closed, setClosed] = useState<number | null>(null);
  const [active, setActive] = useState({ of: '', place: 0 });
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (wanted.current === null || !element) return;
    element.focus();
    element.setSelectionRange(wanted.current, wanted.current);
    setCaret(wanted.current);
    wanted.current = null;
  }, [area, body]);

  function list<Option extends { id: string }>({ from, key, options, choose, alsoChooses }: Shown<Option>): CaretList<Option> {
    const place = active.of === key ? Math.min(active.place, options.length - 1) : 0;
    const chosen = options[place];
    const press = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
      if (!chosen || from === null || event.ctrlKey || event.metaKey || event.altKey) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) setActive({ of: key, place: (place + step + options.length) % options.length });
      else if (alsoChooses?.(event, chosen) || ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey)) choose(chosen);
      else if (event.key === 'Escape') setClosed(from);
      else return false;
      event.preventDefault();
      return true;
    };
    return {
      chosen,
      press,
      point: (index) => setActive({ of: key, place: index }),
      props: chosen ? { 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-activedescendant': id + chosen.id } : {},
    };
  }

  return {
    id,
    /** -1: nowhere, or something is selected. */
    caret,
    closed,
    /** Once the text that is about to be written stands there. */
    moveTo: (place: number) => (wanted.current = place),
    /** `asks`: what asks for a list at a place, if anything does. */
    onSelect: (asks: (body: string, caret: number) => unknown) => {
      const element = area.current;
      const at = element && element.selectionStart === element.selectionEnd ? element.selectionStart : -1;
      setCaret(at);
      if (!element || asks(element.value, at) === null) setClosed(null);
    },
    list,
  };
}
