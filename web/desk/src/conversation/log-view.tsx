// The log on screen: stays at its end while the reader is there, and where they read when they are not.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ArrowDown } from 'lucide-react';
import type { Attachment, Author } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { Confidential, useCopyWatch } from '../insiders/confidential';
import { Watermark } from '../insiders/watermark';
import { authorName } from '../names';
import { useLanguage } from '@ombud/ui/settings';
import { useSelected } from '@ombud/ui/store';
import { useText } from '../text';
import { dayName, useTicking } from '@ombud/ui/time';
import { Button } from '@ombud/ui/button';
import type { Open, OpenConversation } from './conversation';
import { useDeliveries } from './deliveries';
import { EventEntry, SaidEntry } from './entry';
import { Lightbox } from './lightbox';
import { isByMail, lines } from './log';
import { PendingEntry } from './pending';
import { PlannedEntry, useWaiting } from './planned';

const AT_END = 48;

export function Log({ open, state }: { open: OpenConversation; state: Open }) {
  const text = useText();
  const desk = useDesk();
  const { entries, conversation, readBefore } = state;
  const outbox = useSelected(desk.outbox.items, (items) => items);
  const pending = outbox.filter(
    (item) => item.conversation_id === open.id && !item.taken_back && !entries.some((entry) => entry.client_id === item.client_id),
  );
  const planned = useWaiting(open, entries);
  const count = entries.length + planned.length + pending.length;
  const { box, content, away, toEnd, onScroll } = useScroll(entries[0]?.seq ?? 0, count, pending.at(-1)?.client_id);
  useCopyWatch(content, open.id, 'entries');
  const [picture, setPicture] = useState<Attachment | null>(null);
  const lastOwnSide = entries.findLast((entry) => entry.kind === 'message' && entry.author.kind === 'agent');
  const deliveries = useDeliveries(open.id, conversation !== null && isByMail(conversation, entries), lastOwnSide?.seq ?? 0);

  return (
    <div className="log">
      <div className="log-scroll" ref={box} onScroll={onScroll} role="log" aria-live="off" aria-label={text('log.label')} tabIndex={0}>
        <Confidential conversation={open.id} what="entries">
          <div ref={content}>
            {state.phase === 'loading' && entries.length === 0 && <LogSkeleton />}
            {entries.length > 0 && !state.complete && (
              <div className="log-earlier">
                <Button kind="quiet" isPending={state.earlier === 'loading'} onPress={() => void open.loadEarlier()}>
                  {text(state.earlier === 'failed' ? 'log.earlier_failed' : state.earlier === 'loading' ? 'log.earlier_loading' : 'log.earlier')}
                </Button>
              </div>
            )}
            {conversation &&
              lines(entries, readBefore).map((line) => {
                switch (line.type) {
                  case 'day':
                    return <Day key={line.key} at={line.at} />;
                  case 'unread':
                    return (
                      <div key={line.key} className="log-mark" data-unread>
                        <span>{text('log.unread')}</span>
                      </div>
                    );
                  case 'event':
                    return <EventEntry key={line.key} entry={line.entry} customer={conversation.customer} />;
                  case 'said':
                    return (
                      <SaidEntry
                        key={line.key}
                        entry={line.entry}
                        leads={line.leads}
                        customer={conversation.customer}
                        language={conversation.language}
                        seen={line.entry === lastOwnSide && conversation.customer.kind !== 'correspondent' ? conversation.customer_seen_seq >= line.entry.seq : null}
                        delivery={deliveries.get(line.entry.seq) ?? null}
                        onPicture={setPicture}
                      />
                    );
                }
              })}
            {planned.map((plan) => (
              <PlannedEntry key={plan.id} plan={plan} open={open} />
            ))}
            {pending.map((item) => (
              <PendingEntry key={item.client_id} item={item} open={open} entries={entries} />
            ))}
            {conversation && <CustomerTyping typing={state.typing} state={state} />}
          </div>
        </Confidential>
      </div>
      <Watermark />
      {away > 0 && (
        <button type="button" className="to-end" onClick={toEnd}>
          <ArrowDown size={14} aria-hidden="true" />
          {text(count > away ? 'log.new_below' : 'log.to_end')}
        </button>
      )}
      {picture && <Lightbox pictures={picturesOf(state)} first={picture} onClose={() => setPicture(null)} />}
    </div>
  );
}

const picturesOf = (state: Open): Attachment[] => state.entries.flatMap((entry) => entry.attachments.filter((each) => each.thumbnail));

/** `away`: the number of lines when the reader left the end; 0 while they are there. */
function useScroll(first: number, count: number, sending: string | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const [away, setAway] = useState(0);

  // Who sends something wants to see it.
  useLayoutEffect(() => {
    if (!sending) return;
    atEnd.current = true;
    box.current!.scrollTop = box.current!.scrollHeight;
  }, [sending]);

  useLayoutEffect(() => {
    const element = box.current!;
    const earlierCame = before.current.first > 0 && first < before.current.first;
    if (earlierCame) element.scrollTop += element.scrollHeight - before.current.height;
    else if (before.current.first === 0 && first > 0) showUnread(element);
    else if (atEnd.current) element.scrollTop = element.scrollHeight;
    before.current = { first, height: element.scrollHeight };
  }, [first, count]);

  // The composer grows, a picture arrives, the window turns: the end stays the end.
  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(content.current!);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = box.current!;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END;
    setAway((now) => (atEnd.current ? 0 : now || count));
  };
  const toEnd = () => {
    const element = box.current!;
    element.scrollTo({ top: element.scrollHeight });
  };
  return { box, content, away, toEnd, onScroll };
}

/** The end, or the first unread line where the end would hide it. */
function showUnread(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
  const mark = element.querySelector<HTMLElement>('[data-unread]');
  if (mark && mark.offsetTop < element.scrollTop) element.scrollTop = mark.offsetTop - 16;
}

function Day({ at }: { at: string }) {
  const language = useLanguage();
  const name = useTicking((now) => dayName(language, at, now));
  return (
    <h2 className="log-mark">
      <span>{name}</span>
    </h2>
  );
}

function CustomerTyping({ typing, state }: { typing: readonly Author[]; state: Open }) {
  const text = useText();
  const author = typing.find((each) => each.kind === 'customer');
  if (!author || !state.conversation) return null;
  return (
    <p className="typing">
      <span className="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text('log.typing', { name: authorName(text, author, state.conversation.customer) })}
    </p>
  );
}

function LogSkeleton() {
  const text = useText();
  return (
    <div className="skeleton-log" role="img" aria-busy="true" aria-label={text('log.loading')}>
      {['start', 'end', 'start'].map((side, index) => (
        <div key={index} data-side={side} />
      ))}
    </div>
  );
}
