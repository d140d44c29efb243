// In the composer: `/` finds a saved reply by any of its words, `;` by its shortcut; what is chosen stands there filled in, to be read and sent.
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import type { Conversation } from '@ombud/shared/api';
import type { SavedReply } from '@ombud/shared/replies';
import { useDesk } from '../desk';
import { useText } from '../text';
import { useCaretList, type CaretListProps } from '../ui/caret-list';
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
  props: CaretListProps & { onSelect: () => void };
  /** Puts a text in at the caret. */
  insert: (text: string) => void;
  /** Begins a search from a button. */
  begin: () => void;
}

export function useReplyPicker({ area, body, conversation, write }: Wanted): Picker {
  const desk = useDesk();
  const kept = useKept();
  const replies = useReplies();
  const at = useCaretList(area, body);
  const { id, caret, closed } = at;

  const asked = conversation && caret >= 0 && caret <= body.length ? askedFor(body, caret) : null;
  const options = asked && closed !== asked.from ? found(replies, asked, conversation?.topic ?? null).slice(0, SHOWN) : [];
  const choose = (reply: SavedReply) => {
    if (!conversation || !asked) return;
    kept.used(reply.id);
    const filled = fill(textIn(reply, conversation.language).text, valuesOf(desk, conversation));
    const next = inserted(body, asked, caret, filled);
    at.moveTo(next.caret);
    write(next.body);
  };
  const put = (text: string) => {
    const place = caret >= 0 ? Math.min(caret, body.length) : body.length;
    at.moveTo(place + text.length);
    write(body.slice(0, place) + text + body.slice(place));
  };
  const { chosen, press, point, props } = at.list({
    from: asked?.from ?? null,
    key: asked ? asked.mark + asked.words : '',
    options,
    choose,
    alsoChooses: ({ key }, reply) => key === ' ' && asked?.mark === ';' && reply.shortcut === asked.words,
  });

  return {
    list: chosen && conversation && (
      <ReplyList id={id} options={options} chosen={chosen} conversation={conversation} onChoose={choose} onPoint={point} />
    ),
    press,
    props: { ...props, onSelect: () => at.onSelect(askedFor) },
    insert: put,
    begin: () => {
      void kept.look();
      const place = caret >= 0 ? Math.min(caret, body.length) : body.length;
      put(place === 0 || /\s$/.test(body.slice(0, place)) ? '/' : ' /');
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
