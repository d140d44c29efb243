// What we know about a conversation, and how sure we are of who is at the other end.
import { useState } from 'react';
import { Check, Copy, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { Conversation } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { customerName, isProven } from '../names';
import { useLanguage } from '@ombud/ui/settings';
import { useSelected } from '@ombud/ui/store';
import { useText } from '../text';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { IconButton } from '@ombud/ui/button';
import { StatusChip, WaitingFor } from '../ui/chips';
import { Face } from '../ui/face';
import { nameOf } from './case-words';
import type { Open } from './conversation';

export function Facts({ state, conversation }: { state: Open; conversation: Conversation }) {
  const text = useText();
  const language = useLanguage();
  const { inbox } = useDesk();
  const waiting = useSelected(inbox.rows, (rows) => rows.get(conversation.id)?.waiting_since ?? null);
  const { customer, assignee, created_at, updated_at } = conversation;
  const proven = isProven(customer);
  return (
    <>
      <div className="assurance" data-proven={proven || undefined}>
        {proven ? <ShieldCheck size={18} aria-hidden="true" /> : <ShieldQuestion size={18} aria-hidden="true" />}
        <div>
          <strong>
            <bdi>{customerName(text, customer)}</bdi>
          </strong>
          <p>{text(`facts.${customer.kind}`)}</p>
        </div>
      </div>
      <dl>
        <dt>{text('facts.reference')}</dt>
        <dd>
          <Reference value={conversation.reference} copy="facts.copy" />
        </dd>
        <dt>{text('facts.status')}</dt>
        <dd>
          <StatusChip status={conversation.status} />
          {waiting && <WaitingFor since={waiting} />}
        </dd>
        <dt>{text('facts.assignee')}</dt>
        <dd>
          {assignee ? (
            <>
              <Face id={assignee.id} name={assignee.name} size="small" />
              <bdi>{assignee.name}</bdi>
            </>
          ) : (
            <span className="quiet">{text('facts.nobody')}</span>
          )}
        </dd>
        {assignee?.code && (
          <>
            <dt>{text('facts.code')}</dt>
            <dd>
              <Reference value={assignee.code} copy="facts.copy_code" />
            </dd>
          </>
        )}
        <dt>{text('facts.online')}</dt>
        <dd>{customer.kind === 'correspondent' ? text('customer.by_mail') : text(state.customerOnline ? 'customer.online' : 'customer.offline')}</dd>
        <dt>{text('facts.language')}</dt>
        <dd>{text(`language.${conversation.language}`)}</dd>
        {conversation.topic && (
          <>
            <dt>{text('facts.topic')}</dt>
            <dd>{nameOf(text, 'topic.', conversation.topic)}</dd>
          </>
        )}
        <dt>{text('facts.created')}</dt>
        <dd>
          <time dateTime={created_at} title={exactTime(language, created_at)}>
            {dateAndTime(language, created_at)}
          </time>
        </dd>
        <dt>{text('facts.updated')}</dt>
        <dd>
          <time dateTime={updated_at} title={exactTime(language, updated_at)}>
            {dateAndTime(language, updated_at)}
          </time>
        </dd>
      </dl>
    </>
  );
}

function Reference({ value, copy: act }: { value: string; copy: 'facts.copy' | 'facts.copy_code' }) {
  const text = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <span className="reference">
      <code>{value}</code>
      <IconButton label={text(copied ? 'act.copied' : act)} onPress={() => void copy()}>
        {copied ? <Check size={14} /> : <Copy size={14} />}
      </IconButton>
    </span>
  );
}
