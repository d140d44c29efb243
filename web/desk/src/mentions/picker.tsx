// In a note: `@` finds a colleague by name; whoever is chosen stands there by name, and is told once the note is saved.
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { Person } from '@ombud/shared/api';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useText } from '../text';
import { Presence } from '../ui/chips';
import { Face } from '../ui/face';
import { named, namedIn, namingAt } from './mentions';

const SHOWN = 8;

interface Wanted {
  area: RefObject<HTMLTextAreaElement | null>;
  body: string;
  /** Only staff read what names them. */
  on: boolean;
  write: (body: string, who: Person) => void;
}

export interface MentionPicker {
  list: ReactNode;
  /** Whether the key was meant for the list. */
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  onSelect: () => void;
  /** For the text area, while there is a list. */
  props: { 'aria-autocomplete'?: 'list'; 'aria-controls'?: string; 'aria-activedescendant'?: string };
}

export function useMentionPicker({ area, body, on, write }: Wanted): MentionPicker {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people);
  const id = useId();
  const [caret, setCaret] = useState(-1);
  /** Where a list was closed: it stays closed until another name begins. */
  const [closed, setClosed] = useState<number | null>(null);
  const [active, setActive] = useState({ of: '', place: 0 });
  const moveTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (moveTo.current === null || !element) return;
    element.focus();
    element.setSelectionRange(moveTo.current, moveTo.current);
    setCaret(moveTo.current);
    moveTo.current = null;
  }, [area, body]);

  const naming = on && caret >= 0 && caret <= body.length ? namingAt(body, caret) : null;
  const wanted = naming !== null;
  useEffect(() => {
    // Without them nobody is offered; the note can be written all the same.
    if (wanted && people === null) desk.loadPeople().catch(() => undefined);
  }, [wanted, people, desk]);
  const others = (people ?? []).filter((person) => person.active && person.id !== desk.me.id);
  const options = naming && closed !== naming.from ? named(others, naming.words).slice(0, SHOWN) : [];
  const key = naming ? '@' + naming.words : '';
  const place = active.of === key ? Math.min(active.place, options.length - 1) : 0;
  const chosen = options[place];

  const choose = (person: (typeof options)[number]) => {
    if (!naming) return;
    const next = namedIn(body, naming, caret, person.public_name);
    moveTo.current = next.caret;
    write(next.body, { id: person.id, name: person.public_name });
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!chosen || !naming || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive({ of: key, place: (place + step + options.length) % options.length });
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) choose(chosen);
    else if (event.key === 'Escape') setClosed(naming.from);
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    list: chosen && (
      <div className="reply-picker mention-picker">
        <ul role="listbox" id={id} aria-label={text('mentions.title')}>
          {options.map((person, index) => (
            <li
              key={person.id}
              id={id + person.id}
              role="option"
              aria-selected={person === chosen}
              // The caret stays where it is.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => person !== chosen && setActive({ of: key, place: index })}
              onClick={() => choose(person)}
            >
              <Face id={person.id} name={person.name} size="small" />
              <bdi>{person.name}</bdi>
              {person.public_name !== person.name && (
                <small>
                  <bdi>{person.public_name}</bdi>
                </small>
              )}
              <Presence online={person.online} />
            </li>
          ))}
        </ul>
      </div>
    ),
    press,
    onSelect: () => {
      const element = area.current;
      const at = element && element.selectionStart === element.selectionEnd ? element.selectionStart : -1;
      setCaret(at);
      if (!element || namingAt(element.value, at) === null) setClosed(null);
    },
    props: chosen ? { 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-activedescendant': id + chosen.id } : {},
  };
}
