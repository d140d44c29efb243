// In the composer: `/` finds a saved reply by any of its words, `;` by its shortcut; what is chosen stands there filled in, to be read and sent.
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { Conversation } from '@ombud/shared/api';
import type { SavedReply } from '@ombud/shared/replies';
import { useDesk } from '../desk';
import { useText } from '../text';
import { askedFor, fill, found, inserted, textIn } from './fill';
import { useKept, useReplies, valuesOf } from './store';

const SHOWN = 8;

interface Wanted {
  area: RefObject<HTMLTextAreaElement | null>;
  body: string;
  conversation: Conversation | null;
  write: (body: string) => void;
}

export interface Picker {
  list: ReactNode;
  /** Whether the key was meant for the list. */
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** For the text area. */
  props: { onSelect: () => void; 'aria-autocomplete'?: 'list'; 'aria-controls'?: string; 'aria-activedescendant'?: string };
  /** Puts a text in at the caret. */
  insert: (text: string) => void;
  /** Begins a search from a button. */
  begin: () => void;
}

export function useReplyPicker({ area, body, conversation, write }: Wanted): Picker {
  const desk = useDesk();
  const kept = useKept();
  const replies = useReplies();
  const id = useId();
  const [caret, setCaret] = useState(-1);
  /** Where a list was closed: it stays closed until another one begins. */
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

  const asked = conversation && caret >= 0 && caret <= body.length ? askedFor(body, caret) : null;
  const options = asked && closed !== asked.from ? found(replies, asked, conversation?.topic ?? null).slice(0, SHOWN) : [];
  const key = asked ? asked.mark + asked.words : '';
  const place = active.of === key ? Math.min(active.place, options.length - 1) : 0;
  const chosen = options[place];

  const choose = (reply: SavedReply) => {
    if (!conversation || !asked) return;
    kept.used(reply.id);
    const filled = fill(textIn(reply, conversation.language).text, valuesOf(desk, conversation));
    const next = inserted(body, asked, caret, filled);
    moveTo.current = next.caret;
    write(next.body);
  };
  const put = (text: string) => {
    const at = caret >= 0 ? Math.min(caret, body.length) : body.length;
    moveTo.current = at + text.length;
    write(body.slice(0, at) + text + body.slice(at));
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!chosen || !asked || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const exactly = event.key === ' ' && asked.mark === ';' && chosen.shortcut === asked.words;
    if (step !== 0) setActive({ of: key, place: (place + step + options.length) % options.length });
    else if (exactly || ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey)) choose(chosen);
    else if (event.key === 'Escape') setClosed(asked.from);
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    list: chosen && conversation && (
      <ReplyList id={id} options={options} chosen={chosen} conversation={conversation} onChoose={choose} onPoint={(index) => setActive({ of: key, place: index })} />
    ),
    press,
    props: {
      onSelect: () => {
        const element = area.current;
        const at = element && element.selectionStart === element.selectionEnd ? element.selectionStart : -1;
        setCaret(at);
        if (!element || askedFor(element.value, at) === null) setClosed(null);
      },
      ...(chosen ? { 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-activedescendant': id + chosen.id } : {}),
    },
    insert: put,
    begin: () => {
      void kept.look();
      const at = caret >= 0 ? Math.min(caret, body.length) : body.length;
      put(at === 0 || /\s$/.test(body.slice(0, at)) ? '/' : ' /');
    },
  };
}

interface ListProps {
  id: string;
  options: readonly SavedReply[];
  chosen: SavedReply;
  conversation: Conversation;
  onChoose: (reply: SavedReply) => void;
  onPoint: (index: number) => void;
}

function ReplyList({ id, options, chosen, conversation, onChoose, onPoint }: ListProps) {
  const text = useText();
  const desk = useDesk();
  const shown = textIn(chosen, conversation.language);
  return (
    <div className="reply-picker">
      <ul role="listbox" id={id} aria-label={text('replies.title')}>
        {options.map((reply, index) => {
          const { other } = textIn(reply, conversation.language);
          return (
            <li
              key={reply.id}
              id={id + reply.id}
              role="option"
              aria-selected={reply === chosen}
              // The caret stays where it is.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => reply !== chosen && onPoint(index)}
              onClick={() => onChoose(reply)}
            >
              <bdi>{reply.title}</bdi>
              {other && <small className="chip">{text(`replies.only.${other}`)}</small>}
              {reply.topic !== null && reply.topic === conversation.topic && <small className="chip" data-tone="accent">{text(`topic.${reply.topic}`)}</small>}
              {reply.shortcut !== null && <kbd>;{reply.shortcut}</kbd>}
            </li>
          );
        })}
      </ul>
      <div className="reply-preview" tabIndex={0} role="group" aria-label={text('replies.reads')}>
        <p lang={shown.other ?? conversation.language} dir="auto">
          {fill(shown.text, valuesOf(desk, conversation))}
        </p>
        <small>{text('replies.picker_keys')}</small>
      </div>
    </div>
  );
}
