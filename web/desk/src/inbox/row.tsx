// One conversation in the list: who, what last, how long they wait, whose it is.
import { memo } from 'react';
import { Mail, Paperclip } from 'lucide-react';
import type { EntryKind, Id, InboxRow } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { PriorityChip, RowTags, SnoozedLine } from '../handling/chips';
import { customerName } from '../names';
import { inboxPath, type View } from '../route';
import { useSelected } from '@ombud/ui/store';
import { useText, withoutMarks, type Key, type Text } from '../text';
import { LanguageTag, Moment, StatusChip, WaitingFor } from '../ui/chips';
import { Face } from '../ui/face';
import { DueChip } from '../service-levels/due-chip';
import { isUnread } from './list';

interface RowProps {
  id: Id;
  view: View;
  isOpen: boolean;
  isGone: boolean;
  /** The one row that Tab stops at; j, k and the arrows move on from it. */
  isReachable: boolean;
  isSelected: boolean;
  /** Whether anything is selected: then each row shows its box. */
  selecting: boolean;
  onSelect: (id: Id, range: boolean) => void;
}

export const Row = memo(function Row({ id, view, isOpen, isGone, isReachable, isSelected, selecting, onSelect }: RowProps) {
  const text = useText();
  const { inbox } = useDesk();
  const row = useSelected(inbox.rows, (rows) => rows.get(id));
  if (!row) return null;
  const { conversation, waiting_since } = row;
  const { customer, assignee, handling, status } = conversation;
  const unread = isUnread(row) && !isGone;
  return (
    <li className="row" data-unread={unread || undefined} data-gone={isGone || undefined} data-selected={isSelected || undefined} data-selecting={selecting || undefined}>
      <input
        type="checkbox"
        className="row-box"
        checked={isSelected}
        tabIndex={isReachable ? 0 : -1}
        aria-label={text('select.row', { name: customerName(text, customer) })}
        onClick={(event) => {
          if (event.shiftKey) getSelection()?.removeAllRanges();
          onSelect(id, event.shiftKey);
          // Whoever came with a mouse goes on with the keys of the list.
          if (event.detail > 0) (event.currentTarget.nextElementSibling as HTMLElement | null)?.focus({ preventScroll: true });
        }}
        readOnly
      />
      <a href={inboxPath(view, id)} data-row={id} aria-current={isOpen ? 'true' : undefined} tabIndex={isReachable ? 0 : -1}>
        <span className="row-top">
          {unread && <span className="dot">{text('row.unread')}</span>}
          {customer.kind === 'correspondent' && <Mail className="row-mail" size={14} aria-label={text('customer.by_mail')} />}
          <bdi className="row-name">{customerName(text, customer)}</bdi>
          <LanguageTag language={conversation.language} />
          {handling && <PriorityChip priority={handling.priority} />}
          {handling && <RowTags tags={handling.tags} />}
          <span className="row-when">
            {waiting_since ? <WaitingFor since={waiting_since} /> : <Moment at={conversation.updated_at} />}
          </span>
        </span>
        <span className="row-bottom">
          <span className="row-preview">
            <PreviewText row={row} text={text} />
          </span>
          {row.next_due && !isGone && <DueChip due={row.next_due} />}
          {(isGone || status === 'waiting' || (status === 'new' && view !== 'unassigned')) && <StatusChip status={status} />}
          {assignee && (view !== 'mine' && view !== 'unassigned' || isGone) && (
            <Face id={assignee.id} name={assignee.name} named size="small" />
          )}
        </span>
        <SnoozedLine handling={handling} />
      </a>
    </li>
  );
});

/** Only a letter is a message without words and files. */
const WORDLESS = { message: 'letter.no_words', note: 'row.event', assignment: 'row.event', state: 'row.event', intake: 'row.case_told', handling: 'row.event', reveal: 'row.event', link: 'row.tied', rating: 'row.rated' } as const satisfies Record<EntryKind, Key>;

function PreviewText({ row, text }: { row: InboxRow; text: Text }) {
  const { preview } = row;
  // Of what is resolved and not open to me the desk tells no words.
  if (!preview) return text(row.conversation.status === 'resolved' ? 'row.not_open' : 'row.empty');
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
