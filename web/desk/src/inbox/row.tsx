// One conversation in the list: who, what last, how long they wait, whose it is.
import { memo } from 'react';
import { Mail, Paperclip } from 'lucide-react';
import type { EntryKind, Id, InboxRow } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { customerName } from '../names';
import { inboxPath, type View } from '../route';
import { useSelected } from '@ombud/ui/store';
import { useText, withoutMarks, type Key, type Text } from '../text';
import { LanguageTag, Moment, StatusChip, WaitingFor } from '../ui/chips';
import { Face } from '../ui/face';
import { isUnread } from './list';

interface RowProps {
  id: Id;
  view: View;
  isOpen: boolean;
  isGone: boolean;
  /** The one row that Tab stops at; j, k and the arrows move on from it. */
  isReachable: boolean;
}

export const Row = memo(function Row({ id, view, isOpen, isGone, isReachable }: RowProps) {
  const text = useText();
  const { inbox } = useDesk();
  const row = useSelected(inbox.rows, (rows) => rows.get(id));
  if (!row) return null;
  const { conversation, waiting_since } = row;
  const { customer, assignee, status } = conversation;
  const unread = isUnread(row) && !isGone;
  return (
    <li className="row" data-unread={unread || undefined} data-gone={isGone || undefined}>
      <a href={inboxPath(view, id)} data-row={id} aria-current={isOpen ? 'true' : undefined} tabIndex={isReachable ? 0 : -1}>
        <span className="row-top">
          {unread && <span className="dot">{text('row.unread')}</span>}
          {customer.kind === 'correspondent' && <Mail className="row-mail" size={14} aria-label={text('customer.by_mail')} />}
          <bdi className="row-name">{customerName(text, customer)}</bdi>
          <LanguageTag language={conversation.language} />
          <span className="row-when">
            {waiting_since ? <WaitingFor since={waiting_since} /> : <Moment at={conversation.updated_at} />}
          </span>
        </span>
        <span className="row-bottom">
          <span className="row-preview">
            <PreviewText row={row} text={text} />
          </span>
          {(isGone || status === 'waiting' || (status === 'new' && view !== 'unassigned')) && <StatusChip status={status} />}
          {assignee && (view === 'all' || view === 'resolved' || isGone) && (
            <Face id={assignee.id} name={assignee.name} named size="small" />
          )}
        </span>
      </a>
    </li>
  );
});

/** Only a letter is a message without words and files. */
const WORDLESS = { message: 'letter.no_words', note: 'row.event', assignment: 'row.event', state: 'row.event', intake: 'row.case_told' } as const satisfies Record<EntryKind, Key>;

function PreviewText({ row, text }: { row: InboxRow; text: Text }) {
  const { preview } = row;
  if (!preview) return text('row.empty');
  const body = withoutMarks(text, preview.body);
  const by = preview.author_kind === 'agent' ? (preview.author_name ?? text('author.agent')) : null;
  return (
    <>
      {preview.kind === 'note' && <b className="row-note">{text('row.note')} </b>}
      {preview.kind === 'intake' && <b className="row-note">{text('row.case')} </b>}
      {by && (
        <>
          <bdi>{by}</bdi>
          {text('row.colon')}
        </>
      )}
      {preview.attachments > 0 && <Paperclip size={12} aria-label={text('row.attachments', { count: preview.attachments })} />}
      {body ? <bdi>{body}</bdi> : preview.attachments > 0 ? text('row.attachments', { count: preview.attachments }) : text(WORDLESS[preview.kind])}
    </>
  );
}
