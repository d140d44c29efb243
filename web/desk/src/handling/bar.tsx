// How the open conversation is handled, in a slim bar: topic, priority, queue, tags, snooze, each a button to change it.
import { Tooltip, TooltipTrigger, Button as AriaButton } from 'react-aria-components';
import { AlarmClock, Flag, Inbox, Tag, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Conversation } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { HANDLING_KEYS, handlingActsOf } from '../acts';
import { nameOf } from '../conversation/case-words';
import { useDesk } from '../desk';
import { useText } from '../text';
import { openWindow, type Handled } from '../windows';
import { useNames } from './names';

export function HandlingBar({ conversation }: { conversation: Conversation }) {
  const text = useText();
  const desk = useDesk();
  const language = useLanguage();
  const names = useNames();
  const { handling, topic, id } = conversation;
  if (!handling) return null;
  const may = handlingActsOf(desk, conversation).length > 0;
  const { priority, queue_id, tags, snoozed_until } = handling;
  const queue = queue_id && (names.queues.find((each) => each.id === queue_id)?.name ?? text('conditions.gone'));
  const part = (what: Handled, children: ReactNode, tone?: string) => <Part what={what} conversation={conversation} may={may} tone={tone}>{children}</Part>;
  return (
    <div className="handling" role="group" aria-label={text('handling.bar')}>
      {part('topic', topic ? nameOf(text, 'topic.', topic) : <span className="quiet">{text('handling.no_topic')}</span>)}
      {part('priority', <><Flag size={12} aria-hidden="true" />{text(`priority.${priority}`)}</>, priority)}
      {(queue || names.queues.length > 0) && part('queue', <><Inbox size={12} aria-hidden="true" />{queue ? <bdi>{queue}</bdi> : <span className="quiet">{text('handling.no_queue')}</span>}</>)}
      {tags.map((tag) => (
        <span key={tag} className="tag-chip">
          <bdi>{tag}</bdi>
          {may && (
            <button type="button" aria-label={text('handling.remove_tag', { tag })} onClick={() => void desk.change(id, { remove_tags: [tag] })}>
              <X size={12} aria-hidden="true" />
            </button>
          )}
        </span>
      ))}
      {may && part('tags', <><Tag size={12} aria-hidden="true" />{tags.length === 0 ? text('handling.add_tag') : <span className="hidden">{text('handling.add_tag')}</span>}{tags.length > 0 && '+'}</>)}
      {(may || snoozed_until) &&
        part(
          'snooze',
          <>
            <AlarmClock size={12} aria-hidden="true" />
            {snoozed_until ? (
              <time dateTime={snoozed_until} title={exactTime(language, snoozed_until)}>
                {text('handling.snoozed', { time: dateAndTime(language, snoozed_until) })}
              </time>
            ) : (
              text('handling.snooze')
            )}
          </>,
          snoozed_until ? 'snoozed' : undefined,
        )}
    </div>
  );
}

function Part({ what, conversation, may, tone, children }: { what: Handled; conversation: Conversation; may: boolean; tone: string | undefined; children: ReactNode }) {
  const text = useText();
  if (!may) return <span className="handling-part" data-tone={tone}>{children}</span>;
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton className="handling-part" data-tone={tone} onPress={() => openWindow.set({ type: 'handle', what, conversation: conversation.id })}>
        {children}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {text(`handling.act.${what}`)}
        <kbd>{HANDLING_KEYS[what]}</kbd>
      </Tooltip>
    </TooltipTrigger>
  );
}
