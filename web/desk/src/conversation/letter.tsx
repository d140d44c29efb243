// A message that was a letter: who sent it and how far that is to be believed, its words, what stood below them; and what the program notes about letters.
import { useState, type ReactNode } from 'react';
import { Bot, FileX, Lock, Mail, ShieldAlert, ShieldCheck, ShieldQuestion, Signpost } from 'lucide-react';
import type { Entry, Language, Letter } from '@ombud/shared/api';
import { inboxPath } from '../route';
import { useText, withoutMarks, type Key } from '../text';

const BELIEFS = {
  believed: { tone: 'good', Icon: ShieldCheck },
  unknown: { tone: undefined, Icon: ShieldQuestion },
  refuted: { tone: 'danger', Icon: ShieldAlert },
} as const;

/** `spoken`: the conversation's language; around the words stands ours. */
export function LetterView({ letter, spoken, children }: { letter: Letter; spoken: Language; children: ReactNode }) {
  const text = useText();
  const { from, subject, belief, quoted, not_taken } = letter;
  const { tone, Icon } = BELIEFS[belief];
  return (
    <div className="bubble letter">
      <p className="letter-from">
        <Mail size={14} aria-hidden="true" />
        <span>
          {from ? <bdi>{from}</bdi> : text('letter.no_sender')}
          <span className="letter-belief" data-tone={tone}>
            <Icon size={12} aria-hidden="true" />
            {text(`letter.${belief}`)}
          </span>
        </span>
      </p>
      {subject && (
        <strong dir="auto" lang={spoken}>
          {withoutMarks(text, subject)}
        </strong>
      )}
      {children ? <div lang={spoken}>{children}</div> : <p className="quiet">{text('letter.no_words')}</p>}
      {quoted && <Folded show="letter.show_quoted" words={quoted} language={spoken} />}
      {not_taken.length > 0 && (
        <div className="letter-not-taken">
          <FileX size={14} aria-hidden="true" />
          <p>{text('letter.not_taken')}</p>
          <ul>
            {not_taken.map((name, index) => (
              <li key={index}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Folded({ show, words, language }: { show: Key; words: string; language?: Language }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="folded" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text(open ? 'letter.hide' : show)}</summary>
      <p dir="auto" lang={language}>
        {withoutMarks(text, words)}
      </p>
    </details>
  );
}

/** For the team only, like every note. */
export function ProgramNote({ data, body, time }: { data: Entry['data']; body: string; time: ReactNode }) {
  const text = useText();
  const automatic = data && 'automatic' in data ? data.automatic : null;
  const related = data && 'related' in data ? data.related : null;
  return (
    <div className="program-note">
      <p>
        {automatic === null ? <Signpost size={14} aria-hidden="true" /> : <Bot size={14} aria-hidden="true" />}
        <span>
          {automatic !== null && (
            <>
              {text('letter.automatic')} <bdi>{automatic}</bdi>
            </>
          )}
          {related && (
            <>
              {text('letter.related')} <a href={inboxPath('all', related.id)}>{related.reference}</a>
            </>
          )}
          {automatic === null && !related && <bdi>{withoutMarks(text, body)}</bdi>}
        </span>
        {time}
        <Lock size={12} role="img" aria-label={text('entry.note')} />
      </p>
      {automatic !== null && body && <Folded show="letter.show_automatic" words={body} />}
    </div>
  );
}
