// One entry of the log: what somebody said, or what happened.
import { memo, useMemo, type ReactNode } from 'react';
import { AtSign, CheckCheck, Eye, Lock, ShieldAlert, Siren, Star } from 'lucide-react';
import type { Attachment, Conversation, Entry, Language, Person, Removed } from '@ombud/shared/api';
import type { AnswerDelivery } from '@ombud/shared/mail';
import type { Quote } from '@ombud/shared/ties';
import { useDesk } from '../desk';
import { handlingText, programName, programOf } from '../handling/handling-words';
import { useNames } from '../handling/names';
import { MarkedText } from '../insiders/marked-text';
import { revealLine } from '../insiders/reveal-words';
import { authorName } from '../names';
import { useLanguage } from '@ombud/ui/settings';
import { secretName, useText, type Text } from '../text';
import { clockTime, dateAndTime, exactTime } from '@ombud/ui/time';
import { LinkEntry } from '../ties/link-entry';
import { Face } from '../ui/face';
import { Attachments } from './attachments';
import { CaseFields, CaseHead } from './case-view';
import { Code } from './code';
import { DeliveryLine } from './deliveries';
import { LetterView, ProgramNote } from './letter';
import { letterOf, pieces } from './log';

type Customer = Conversation['customer'];

interface SaidProps {
  entry: Entry;
  /** The first of a group: it says who and when. */
  leads: boolean;
  customer: Customer;
  language: Language;
  /** Of the desk's last answer: whether the customer has read it; null also where nobody can know. */
  seen: boolean | null;
  /** How it fares as a letter; null where it is none. */
  delivery: AnswerDelivery | null;
  onPicture: (picture: Attachment) => void;
}

const NOBODY: readonly Person[] = [];

export const SaidEntry = memo(function SaidEntry({ entry, leads, customer, language: spoken, seen, delivery, onPicture }: SaidProps) {
  const text = useText();
  const language = useLanguage();
  const { me } = useDesk();
  const { author, internal } = entry;
  const letter = letterOf(entry);
  const mentions = entry.kind === 'note' && entry.data && 'mentions' in entry.data ? entry.data.mentions : NOBODY;
  const ours = author.kind !== 'customer';
  const mine = author.kind === 'agent' && author.id === me.id;
  const name = authorName(text, author, customer);
  const time = (
    <time dateTime={entry.posted_at} title={exactTime(language, entry.posted_at)}>
      {clockTime(language, entry.posted_at)}
    </time>
  );
  return (
    <article
      className="said"
      data-side={ours ? 'ours' : 'theirs'}
      data-note={internal || undefined}
      data-leads={leads || undefined}
      aria-label={text(internal ? 'entry.note_by' : letter ? 'letter.by' : entry.kind === 'intake' ? 'entry.case_by' : 'entry.by', { name })}
    >
      {leads && (
        <header>
          {!mine && <Face id={author.id ?? customer.id} name={name} size="small" />}
          <bdi>{mine ? text('author.me') : name}</bdi>
          {internal && (
            <span className="note-tag">
              <Lock size={12} aria-hidden="true" />
              {text('entry.note')}
            </span>
          )}
          {time}
        </header>
      )}
      {letter && (
        <LetterView letter={letter} conversation={entry.conversation_id} spoken={spoken}>
          {entry.body && <Body body={entry.body} removed={entry.removed} seq={entry.seq} />}
        </LetterView>
      )}
      {!letter && entry.body && (
        <div className="bubble" lang={internal ? undefined : spoken} title={leads ? undefined : exactTime(language, entry.posted_at)}>
          <Body body={entry.body} removed={entry.removed} seq={entry.seq} />
        </div>
      )}
      {entry.kind === 'intake' && (
        <div className="bubble told-case">
          <CaseHead told={entry.data} />
          <CaseFields told={entry.data} />
        </div>
      )}
      <Attachments attachments={entry.attachments} onPicture={onPicture} />
      {mentions.length > 0 && (
        <p className="mentioned">
          <AtSign size={12} aria-hidden="true" />
          {text('mentions.told', { names: mentions.map((each) => each.name).join(text('list.and')), count: mentions.length })}
        </p>
      )}
      {entry.removed.length > 0 && (
        <p className="removed-hint">
          <ShieldAlert size={14} aria-hidden="true" />
          {text(letter ? 'letter.removed_hint' : 'entry.removed_hint')}
        </p>
      )}
      {entry.kind === 'message' && entry.data && 'by' in entry.data && entry.data.by.kind === 'incident' && (
        <p className="seen to-all">
          <Siren size={14} aria-hidden="true" />
          {entry.data.by.id ? <a href={'/desk/incidents/' + entry.data.by.id}>{text('incidents.to_all')}</a> : text('incidents.to_all')}
        </p>
      )}
      {seen !== null && (
        <p className="seen" data-seen={seen || undefined}>
          {seen && <CheckCheck size={14} aria-hidden="true" />}
          {text(seen ? 'entry.seen' : 'entry.unseen')}
        </p>
      )}
      {delivery && <DeliveryLine delivery={delivery} />}
    </article>
  );
});

/** `seq`: of the entry; what has none is not stored yet. */
export function Body({ body, removed, seq = null }: { body: string; removed: readonly Removed[]; seq?: number | null }) {
  const text = useText();
  const all = useMemo(() => {
    const words: string[] = [];
    return pieces(body, removed).map((piece) => {
      const before = [...words];
      if (piece.type === 'text') words.push(piece.text);
      return { piece, before };
    });
  }, [body, removed]);
  return (
    <p dir="auto">
      {all.map(({ piece, before }, index) => {
        if (piece.type === 'text') return <MarkedText key={index} text={piece.text} before={before} seq={seq} />;
        if (piece.type === 'code') return <Code key={index} value={piece.text} />;
        return (
          <span key={index} className="removed">
            <Lock size={12} aria-hidden="true" />
            {secretName(text, piece.kind)}
          </span>
        );
      })}
    </p>
  );
}

export function EventEntry({ entry, customer }: { entry: Entry; customer: Customer }) {
  const text = useText();
  const language = useLanguage();
  const time = (
    <time dateTime={entry.posted_at} title={exactTime(language, entry.posted_at)}>
      {clockTime(language, entry.posted_at)}
    </time>
  );
  if (entry.kind === 'note') return <ProgramNote data={entry.data} body={entry.body} time={time} />;
  if (entry.kind === 'link') {
    const quoted = (quote: Quote) => (
      <>
        <Body body={quote.body} removed={[]} seq={quote.seq} />
        <small>
          {dateAndTime(language, quote.posted_at)}
          {quote.attachments.length > 0 && ' · ' + text('ties.quoted_files', { count: quote.attachments.length })}
        </small>
      </>
    );
    return <LinkEntry entry={entry} by={authorName(text, entry.author, customer)} time={time} quoted={quoted} />;
  }
  if (entry.kind === 'handling') return <HandlingEntry entry={entry} customer={customer} time={time} />;
  if (entry.kind === 'reveal') {
    return (
      <p className="event reveal-event">
        <span>
          <Eye size={14} aria-hidden="true" />
          {revealLine(text, 'desk', entry.data, authorName(text, entry.author, customer))}
        </span>
        {time}
      </p>
    );
  }
  if (entry.kind === 'rating') return <RatingEntry entry={entry} customer={customer} time={time} />;
  return (
    <p className="event">
      {eventText(text, entry, customer)}
      {time}
    </p>
  );
}

function RatingEntry({ entry, customer, time }: { entry: Extract<Entry, { kind: 'rating' }>; customer: Customer; time: ReactNode }) {
  const text = useText();
  return (
    <div className="event rating-event">
      <p>
        <Star size={14} aria-hidden="true" />
        {text('event.rated', { name: authorName(text, entry.author, customer), rating: text(`rating.score.${entry.data.score}`), score: entry.data.score })}
        {time}
      </p>
      {entry.body && (
        <blockquote>
          <Body body={entry.body} removed={entry.removed} seq={entry.seq} />
        </blockquote>
      )}
    </div>
  );
}

function HandlingEntry({ entry, customer, time }: { entry: Extract<Entry, { kind: 'handling' }>; customer: Customer; time: ReactNode }) {
  const text = useText();
  const language = useLanguage();
  const names = useNames();
  return (
    <p className="event">
      {handlingText(text, authorName(text, entry.author, customer), entry.data, names, (at) => dateAndTime(language, at))}
      {time}
    </p>
  );
}

function eventText(text: Text, entry: Entry, customer: Customer): string {
  const program = entry.kind === 'assignment' || entry.kind === 'state' ? programOf(entry.data) : null;
  const by = program ? programName(text, program) : authorName(text, entry.author, customer);
  if (entry.kind === 'assignment') {
    const { assignee, previous, by: program } = entry.data;
    if (program?.kind === 'routing') {
      return assignee ? text('event.routed', { name: assignee.name }) : text('event.left_behind', { previous: previous?.name ?? '' });
    }
    if (!assignee) return text('event.released', { by });
    if (assignee.id === entry.author.id) return text(previous ? 'event.took_over' : 'event.took', { by, previous: previous?.name ?? '' });
    if (program) return text('event.assigned_by', { by, name: assignee.name });
    if (entry.author.kind === 'system') return text('event.assigned', { name: assignee.name });
    return text('event.handed_over', { by, name: assignee.name });
  }
  if (entry.kind !== 'state') return '';
  const { from, to } = entry.data;
  if (to === 'resolved') return text('event.resolved', { by });
  if (from === 'resolved') return text(entry.author.kind === 'agent' ? 'event.reopened' : 'event.reopened_by_message', { by });
  return text('event.state', { by, state: text(`status.${to}`) });
}
