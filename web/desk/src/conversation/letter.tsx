// A message that was a letter: who sent it and how far that is to be believed, its words, what stood below them; and what the program notes about letters.
import { useId, useState, type ReactNode } from 'react';
import { Bot, CirclePause, FileX, Lock, Mail, Scale, ScanEye, ShieldAlert, ShieldCheck, ShieldQuestion, Signpost, Siren, Timer, TimerOff, UserX, Workflow, Zap } from 'lucide-react';
import type { Entry, IncidentData, Id, Language, Letter } from '@ombud/shared/api';
import { ComplaintWords } from '../complaints/note';
import { inboxPath } from '../route';
import { ClockWords } from '../service-levels/clocks';
import { useText, withoutMarks, type Key } from '../text';
import { Run } from './case-panel';
import { nameOf } from './case-words';
import { LetterOriginal } from './letter-original';

const BELIEFS = {
  believed: { tone: 'good', Icon: ShieldCheck },
  unknown: { tone: undefined, Icon: ShieldQuestion },
  refuted: { tone: 'danger', Icon: ShieldAlert },
} as const;

/** `spoken`: the conversation's language; around the words stands ours. */
export function LetterView({ letter, conversation, spoken, children }: { letter: Letter; conversation: Id; spoken: Language; children: ReactNode }) {
  const text = useText();
  const original = useId();
  const [whole, setWhole] = useState(false);
  const { from, subject, belief, quoted, not_taken } = letter;
  return (
    <div className="bubble letter" data-whole={whole || undefined}>
      <p className="letter-from">
        <Mail size={14} aria-hidden="true" />
        <span>
          {from ? <bdi>{from}</bdi> : text('letter.no_sender')}
          <BeliefMark belief={belief} />
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
      <button type="button" className="letter-show" aria-expanded={whole} aria-controls={original} onClick={() => setWhole(!whole)}>
        <ScanEye size={14} aria-hidden="true" />
        {text(whole ? 'original.hide' : letter.has_html ? 'original.show' : 'original.show_headers')}
      </button>
      <div id={original}>{whole && <LetterOriginal id={letter.id} conversation={conversation} />}</div>
    </div>
  );
}

/** How far its sender is to be believed. */
export function BeliefMark({ belief }: Pick<Letter, 'belief'>) {
  const text = useText();
  const { tone, Icon } = BELIEFS[belief];
  return (
    <span className="letter-belief" data-tone={tone}>
      <Icon size={12} aria-hidden="true" />
      {text(`letter.${belief}`)}
    </span>
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

/** How it ended, what they were asked and what was looked up. */
function FoldedRun({ id, ending }: { id: Id; ending: string }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className="folded" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text(open ? 'letter.hide' : 'letter.show_run')}</summary>
      {ending && <p dir="auto">{withoutMarks(text, ending)}</p>}
      {open && <Run id={id} />}
    </details>
  );
}

/** For the team only, like every note. */
export function ProgramNote({ data, body, time }: { data: Extract<Entry, { kind: 'note' | 'message' }>['data']; body: string; time: ReactNode }) {
  const text = useText();
  const automatic = data && 'automatic' in data ? data.automatic : null;
  const related = data && 'related' in data ? data.related : null;
  const diagnosis = data && 'diagnosis' in data ? data.diagnosis : null;
  const clock = data && 'clock' in data ? data.clock : null;
  const complaint = data && 'complaint' in data ? data.complaint : null;
  const routing = data && 'routing' in data ? data.routing : null;
  const planned = data && 'planned' in data ? data.planned : null;
  const rule = data && 'by' in data ? data.by : null;
  const incident = data && 'incident' in data ? data : null;
  const Icon = complaint ? Scale : incident ? Siren : rule ? Zap : routing ? UserX : planned ? CirclePause : clock ? (clock.event === 'warning' ? Timer : TimerOff) : diagnosis ? Workflow : automatic === null ? Signpost : Bot;
  return (
    <div className="program-note">
      <p>
        <Icon size={14} aria-hidden="true" />
        <span>
          {diagnosis &&
            text('letter.diagnosed', { title: diagnosis.title || nameOf(text, 'flow.', diagnosis.flow), outcome: nameOf(text, 'outcome.', diagnosis.outcome) })}
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
          {clock && <ClockWords clock={clock} />}
          {complaint && <ComplaintWords complaint={complaint} />}
          {routing && text('event.nobody_answers', { language: text(`language.${routing.nobody_answers}`) })}
          {planned && (
            <>
              {text('event.held_back', { name: planned.author })} {text(`planned.held.${planned.held}`)}{' '}
              <a href={inboxPath('all', planned.of.id)}>{planned.of.reference}</a>
            </>
          )}
          {rule?.name && text('entry.by_rule', { name: rule.name }) + text('row.colon')}
          {incident && <IncidentWords noted={incident} />}
          {automatic === null && !related && !diagnosis && !clock && !complaint && !routing && !planned && !incident && <bdi>{withoutMarks(text, body)}</bdi>}
        </span>
        {time}
        <Lock size={12} role="img" aria-label={text('entry.note')} />
      </p>
      {automatic !== null && body && <Folded show="letter.show_automatic" words={body} />}
      {diagnosis && <FoldedRun id={diagnosis.run_id} ending={body} />}
    </div>
  );
}

function IncidentWords({ noted: { incident, event, clocks } }: { noted: IncidentData }) {
  const text = useText();
  return (
    <>
      <a href={'/desk/incidents/' + incident.id}>{text(`incidents.event.${event}`, { reference: incident.reference })}</a>
      {clocks === 'go_on' && text('row.colon') + text('incidents.event.go_on')}
    </>
  );
}
