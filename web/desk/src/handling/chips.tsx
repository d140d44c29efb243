// What the list says of how a conversation is handled: only what is out of the ordinary.
import { AlarmClock } from 'lucide-react';
import type { Conversation } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useText } from '../text';

/** More do not fit beside the words. */
const TAGS_SHOWN = 2;

export function HandlingChips({ handling }: { handling: Conversation['handling'] }) {
  const text = useText();
  const language = useLanguage();
  if (!handling) return null;
  const { priority, snoozed_until, tags } = handling;
  if (priority === 'normal' && snoozed_until === null && tags.length === 0) return null;
  return (
    <span className="row-handling">
      {priority !== 'normal' && (
        <span className="chip" data-priority={priority}>
          {text(`priority.${priority}`)}
        </span>
      )}
      {snoozed_until && (
        <span className="chip" data-snoozed title={exactTime(language, snoozed_until)}>
          <AlarmClock size={11} aria-hidden="true" /> {text('handling.snoozed', { time: dateAndTime(language, snoozed_until) })}
        </span>
      )}
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <span key={tag} className="chip" data-tag>
          <bdi>{tag}</bdi>
        </span>
      ))}
      {tags.length > TAGS_SHOWN && <span className="chip" title={tags.slice(TAGS_SHOWN).join(text('list.and'))}>+{tags.length - TAGS_SHOWN}</span>}
    </span>
  );
}
