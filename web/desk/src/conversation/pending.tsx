// What I sent and the desk has not stored yet: on its way, waiting for the network, or waiting for my decision.
import { CircleAlert, Clock, Lock } from 'lucide-react';
import { Problem, type Entry } from '@ombud/shared/api';
import { useDesk } from '../desk';
import type { Pending } from '../outbox';
import { problemText, useText } from '../text';
import { useTicking } from '@ombud/ui/time';
import { askComposer } from '../windows';
import { Button } from '@ombud/ui/button';
import type { OpenConversation } from './conversation';
import { Crossing } from './crossing';
import { Body } from './entry';
import { answeredAfter } from './log';

interface PendingProps {
  item: Pending;
  open: OpenConversation;
  entries: readonly Entry[];
}

export function PendingEntry({ item, open, entries }: PendingProps) {
  const text = useText();
  const desk = useDesk();
  const { outbox, drafts } = desk;
  const late = useTicking((now) => (now - Date.parse(item.at) > 2000 ? 'late' : '')) !== '';
  const mode = item.internal ? 'note' : 'reply';

  const edit = () => {
    outbox.remove(item.client_id);
    drafts.of(open.id, mode).change((draft) => ({
      body: [item.body, draft.body].filter(Boolean).join('\n'),
      attachments: [...item.attachments, ...draft.attachments],
      answering: entries.at(-1)?.seq ?? item.answering,
    }));
    askComposer(mode);
  };
  const discard = () => void outbox.remove(item.client_id);

  return (
    <article className="said" data-side="ours" data-leads data-pending={item.state} data-note={item.internal || undefined}>
      {item.body && (
        <div className="bubble">
          <Body body={item.body} removed={[]} />
        </div>
      )}
      {item.attachments.length > 0 && (
        <div className="attachments">
          {item.attachments.map((attachment) => (
            <p key={attachment.id} className="file">
              {attachment.name}
            </p>
          ))}
        </div>
      )}
      {(item.state === 'sending' || item.state === 'queued') && (
        <p className="seen">
          {item.internal ? <Lock size={12} aria-hidden="true" /> : <Clock size={12} aria-hidden="true" />}
          {text(item.state === 'queued' && late ? 'pending.queued' : 'pending.sending')}
        </p>
      )}
      {item.state === 'overtaken' && (
        <Crossing
          other={answeredAfter(entries, item.answering, desk.me.id)}
          onInsist={() => outbox.insist(item.client_id, entries.at(-1)?.seq ?? item.answering)}
          onEdit={edit}
          onDiscard={discard}
        />
      )}
      {item.state === 'refused' && (
        <div className="refused" role="alert">
          <p>
            <CircleAlert size={14} aria-hidden="true" />
            {text('pending.refused')}{' '}
            {item.due_at && item.code === 'field.range' ? text('problem.planned.when') : problemText(text, new Problem(item.code ?? '', 400))}
          </p>
          <div>
            <Button onPress={() => outbox.retry(item.client_id)}>{text('act.retry')}</Button>
            <Button onPress={edit}>{text('act.edit')}</Button>
            <Button kind="quiet" onPress={discard}>
              {text('act.discard')}
            </Button>
          </div>
        </div>
      )}
    </article>
  );
}
