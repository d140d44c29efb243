// What the list says of how a conversation is handled: only what is out of the ordinary.
import { AlarmClock } from 'lucide-react';
import type { Conversation, Priority } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useText } from '../text';

/** The only one that costs a line: for how long it is put off. */
export function SnoozedLine({ handling }: { handling: Conversation['handling'] }) {
  const text = useText();
  const language = useLanguage();
  if (!handling) return null;
  const { snoozed_until } = handling;
  if (snoozed_until === null) return null;
  return (
    <span className="row-handling">
      <span className="chip" data-snoozed title={exactTime(language, snoozed_until)}>
        <AlarmClock size={11} aria-hidden="true" /> {text('handling.snoozed', { time: dateAndTime(language, snoozed_until) })}
      </span>
    </span>
  );
}

export function PriorityChip({ priority }: { priority: Priority }) {
  const text = useText();
  if (priority === 'normal') return null;
  return (
    <span className="chip" data-priority={priority}>
      {text(`priority.${priority}`)}
    </span>
  );
}

/** The first, and how many more. */
export function RowTags({ tags }: { tags: readonly string[] }) {
  const text = useText();
  const [first, ...others] = tags;
  if (first === undefined) return null;
  return (
    <span className="row-tags" title={tags.join(text('list.and'))}>
      <bdi>{first}</bdi>
      {others.length > 0 && <span>+{others.length}</span>}
    </span>
  );
}
