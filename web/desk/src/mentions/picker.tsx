// In a note: `@` finds a colleague by name; whoever is chosen stands there by name, and is told once the note is saved.
import { useEffect, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { Person } from '@ombud/shared/api';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useText } from '../text';
import { useCaretList, type CaretListProps } from '../ui/caret-list';
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
  props: CaretListProps;
}

export function useMentionPicker({ area, body, on, write }: Wanted): MentionPicker {
  const text = useText();
  const desk = useDesk();
  const people = useStore(desk.people);
  const at = useCaretList(area, body);
  const { id, caret, closed } = at;

  const naming = on && caret >= 0 && caret <= body.length ? namingAt(body, caret) : null;
  const wanted = naming !== null;
  useEffect(() => {
    // Without them nobody is offered; the note can be written all the same.
    if (wanted && people === null) desk.loadPeople().catch(() => undefined);
  }, [wanted, people, desk]);
  const others = (people ?? []).filter((person) => person.active && person.id !== desk.me.id);
  const options = naming && closed !== naming.from ? named(others, naming.words).slice(0, SHOWN) : [];
  const choose = (person: (typeof options)[number]) => {
    if (!naming) return;
    const next = namedIn(body, naming, caret, person.public_name);
    at.moveTo(next.caret);
    write(next.body, { id: person.id, name: person.public_name });
  };
  const { chosen, press, point, props } = at.list({ from: naming?.from ?? null, key: naming ? '@' + naming.words : '', options, choose });

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
              onMouseMove={() => person !== chosen && point(index)}
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
    onSelect: () => at.onSelect(namingAt),
    props,
  };
}
