// The complaint beside its conversation: how long there is, where it stands, what comes next, every step that was taken.
import { useCallback, useEffect, useState } from 'react';
import { Check, Circle, CircleDot, Scale, TriangleAlert } from 'lucide-react';
import { newClientId, type Conversation, type Entry } from '@ombud/shared/api';
import { readComplaint, sendLetter, type Complaint, type ComplaintStep, type Point } from '@ombud/shared/complaints';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime, useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { Confidential } from '../insiders/confidential';
import { Personal } from '../insiders/personal';
import { useLoaded } from '../loaded';
import { problemText, useText } from '../text';
import { Day } from '../ui/day';
import { Waiting } from '../ui/waiting';
import { CorrectWindow, RegisterWindow } from './filing';
import { PointsWindow } from './points';
import { StepWindow } from './step';
import { actsOf, changedNames, CONTACTS, dayText, daysLeft, DETAIL_LINES, DETAIL_TEXTS, REPRESENTATIVE_LINES, TONES, wayOf, type Act } from './words';

const isContact = (field: string) => (CONTACTS as readonly string[]).includes(field);

/** The last entry that a complaint made: when there is another, something has changed. */
const lastOf = (entries: readonly Entry[]): number => entries.findLast(({ client_id }) => client_id.startsWith('complaint-'))?.seq ?? 0;

export function ComplaintPanel({ conversation, entries }: { conversation: Conversation; entries: readonly Entry[] }) {
  const text = useText();
  const { http } = useDesk();
  const [registering, setRegistering] = useState(false);
  const last = lastOf(entries);
  const load = useCallback(
    async () => (await readComplaint(http, conversation.id)) ?? ('none' as const),
    [http, conversation.id],
  );
  const loaded = useLoaded<Complaint | 'none'>(load);
  const { again } = loaded;
  useEffect(() => {
    if (last > 0) again();
  }, [last, again]);
  const known = loaded.value;
  if (known === null) return loaded.error === null ? null : <Waiting of={loaded} rows={1} />;
  return (
    <section className="complaint" aria-labelledby="complaint-title">
      <h3 id="complaint-title">{text('complaints.one')}</h3>
      {known === 'none' ? (
        <>
          <p className="quiet">{text('complaints.register_why')}</p>
          <Button kind="quiet" onPress={() => setRegistering(true)}>
            <Scale size={16} aria-hidden="true" />
            {text('complaints.register')}
          </Button>
        </>
      ) : (
        <OneComplaint conversation={conversation} entries={entries} complaint={known} set={loaded.set} again={again} />
      )}
      {registering && (
        <RegisterWindow
          conversation={conversation}
          entries={entries}
          onClose={() => setRegistering(false)}
          onDone={(complaint) => {
            loaded.set(complaint);
            setRegistering(false);
          }}
        />
      )}
    </section>
  );
}

interface OneProps { conversation: Conversation; entries: readonly Entry[]; complaint: Complaint; set: (complaint: Complaint) => void; again: () => void }

function OneComplaint({ conversation, entries, complaint, set, again }: OneProps) {
  const text = useText();
  const [doing, setDoing] = useState<Act | null>(null);
  const close = () => setDoing(null);
  const done = (after: Complaint) => {
    set(after);
    close();
    toast(text('complaints.done'));
  };
  const acts = actsOf(complaint);
  const label = (act: Act) => text(act === 'closed' && complaint.stage !== 'answered' && complaint.stage !== 'inadmissible' ? 'complaints.act.withdrawn' : `complaints.act.${act}`);
  return (
    <>
      <Head complaint={complaint} />
      <ol className="complaint-way">
        {wayOf(complaint).map(({ stage, done: past, now }) => (
          <li key={stage} data-past={past || undefined} aria-current={now ? 'step' : undefined}>
            {past ? <Check size={14} aria-hidden="true" /> : now ? <CircleDot size={14} aria-hidden="true" /> : <Circle size={14} aria-hidden="true" />}
            {text(`complaints.stage.${stage}`)}
          </li>
        ))}
      </ol>
      {acts.length > 0 && (
        <div className="complaint-acts">
          {acts.map((act, place) => (
            <Button key={act} kind={place === 0 ? 'primary' : 'quiet'} onPress={() => setDoing(act)}>
              {label(act)}
            </Button>
          ))}
        </div>
      )}
      <Filed complaint={complaint} />
      <Personal conversation={conversation} of="complaint" revision={complaint.revision} />
      <Steps complaint={complaint} set={set} />
      {doing === 'points' && <PointsWindow complaint={complaint} onClose={close} onDone={done} onStale={again} />}
      {doing === 'corrected' && <CorrectWindow complaint={complaint} entries={entries} onClose={close} onDone={done} />}
      {doing !== null && doing !== 'points' && doing !== 'corrected' && (
        <StepWindow complaint={complaint} kind={doing} title={label(doing)} onClose={close} onDone={done} />
      )}
    </>
  );
}

function Head({ complaint }: { complaint: Complaint }) {
  const text = useText();
  const language = useLanguage();
  const { reference, due, due_at, due_on, limit_on, outcome, stage, acknowledge_by, service, topic } = complaint;
  const days = Number(useTicking((now) => String(daysLeft(due_at, now))));
  return (
    <div className="complaint-head" data-tone={TONES[due]}>
      <p>
        <code>{reference}</code>
        {outcome && <strong>{text(`complaints.outcome.${outcome}`)}</strong>}
      </p>
      {due !== 'over' && (
        <p className="complaint-due">
          {due !== 'in_time' && <TriangleAlert size={14} aria-hidden="true" />}
          <strong>{days >= 0 ? text('complaints.days_left', { count: days }) : text('complaints.days_over', { count: -days })}</strong> <Day day={due_on} />
          {due_on !== limit_on && (
            <small className="quiet">
              {' '}
              {text('complaints.extended_from', { date: dayText(language, limit_on) })}
            </small>
          )}
        </p>
      )}
      {stage === 'received' && <p className="quiet">{text('complaints.acknowledge_by', { time: dateAndTime(language, acknowledge_by) })}</p>}
      <p className="quiet">
        {text(`complaints.service.${service}`)} · {text(`complaints.topic.${topic}`)}
        {complaint.by_form && ' · ' + text('complaints.by_form')}
      </p>
    </div>
  );
}

function Filed({ complaint }: { complaint: Complaint }) {
  const text = useText();
  const { details } = complaint;
  if (!details) return <p className="notice">{text('complaints.erased')}</p>;
  return (
    <details className="complaint-filed">
      <summary>{text('complaints.details')}</summary>
      <Confidential conversation={complaint.conversation_id} what="case">
        <dl>
          {[...DETAIL_LINES, ...DETAIL_TEXTS].map(
            (field) =>
              !isContact(field) &&
              details[field] && (
                <div key={field}>
                  <dt>{text(`complaints.field.${field}`)}</dt>
                  <dd dir="auto">{details[field]}</dd>
                </div>
              ),
          )}
          {details.representative && (
            <div>
              <dt>{text('complaints.field.representative')}</dt>
              <dd dir="auto">{[details.representative.name, ...details.representative.power.map(({ name }) => name)].filter(Boolean).join('\n')}</dd>
            </div>
          )}
          {details.documents.length > 0 && (
            <div>
              <dt>{text('complaints.field.documents')}</dt>
              <dd dir="auto">{details.documents.map(({ name }) => name).join('\n')}</dd>
            </div>
          )}
        </dl>
      </Confidential>
    </details>
  );
}

function Steps({ complaint, set }: { complaint: Complaint; set: (complaint: Complaint) => void }) {
  const text = useText();
  const unsent = complaint.steps.some(({ letter, letter_seq }) => letter !== null && letter_seq === null);
  return (
    <details className="complaint-steps" open={unsent || undefined}>
      <summary>
        {text('complaints.steps')} <span className="count">{text('number', { value: complaint.steps.length })}</span>
      </summary>
      <ol>
        {complaint.steps.map((step) => (
          <li key={step.seq}>
            <OneStep complaint={complaint} step={step} set={set} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function OneStep({ complaint, step, set }: { complaint: Complaint; step: ComplaintStep; set: (complaint: Complaint) => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [busy, setBusy] = useState(false);
  const { kind, at, by, data, words, letter, letter_seq } = step;
  const send = async () => {
    setBusy(true);
    try {
      set(await sendLetter(http, complaint.conversation_id, step.seq));
    } catch (problem) {
      toast(problemText(text, problem), 'danger');
    } finally {
      setBusy(false);
    }
  };
  const decided = data.admissible === undefined || data.admissible === null ? null : data.admissible ? 'admissible' : 'inadmissible';
  const before = words?.before;
  const said = words?.reasons ?? words?.finding ?? words?.reason ?? null;
  return (
    <article>
      <header>
        <strong>{text(`complaints.step.${kind}`)}</strong>
        <bdi>{by?.name ?? text('complaints.step.by_complainant')}</bdi>
        <time dateTime={at} title={exactTime(language, at)}>
          {dateAndTime(language, at)}
        </time>
      </header>
      {decided && <p>{text(`complaints.stage.${decided}`)}</p>}
      {kind === 'extended' && data.before && data.due_on && (
        <p>
          <s>
            <Day day={data.before} />
          </s>{' '}
          <Day day={data.due_on} />
        </p>
      )}
      {data.outcome && <p>{text(`complaints.outcome.${data.outcome}`)}</p>}
      {said !== null && (
        <p className="step-words" dir="auto">
          {said}
        </p>
      )}
      {before && (Array.isArray(before) ? before.length > 0 : true) && (
        <details>
          <summary>{text('complaints.before')}</summary>
          {Array.isArray(before) ? <PointsRead points={before} /> : <BeforeDetails step={step} complaint={complaint} />}
        </details>
      )}
      {letter !== null && (
        <details>
          <summary>{text('complaints.letter')}</summary>
          <pre className="complaint-letter" lang={complaint.language} tabIndex={0} role="region" aria-label={`${text('complaints.letter')} · ${text(`complaints.step.${kind}`)} · ${dateAndTime(language, at)}`}>
            {letter}
          </pre>
        </details>
      )}
      {letter !== null && letter_seq === null && (
        <p className="notice" data-tone="danger" role="status">
          {text('complaints.letter_unsent')}{' '}
          <Button isPending={busy} onPress={() => void send()}>
            {text('complaints.letter_send')}
          </Button>
        </p>
      )}
    </article>
  );
}

function BeforeDetails({ step, complaint }: { step: ComplaintStep; complaint: Complaint }) {
  const text = useText();
  const before = step.words?.before;
  if (!before || Array.isArray(before)) return null;
  // What the next correction replaced is what this one made.
  const next = complaint.steps.find(({ seq, kind }) => seq > step.seq && kind === 'corrected')?.words?.before;
  const names = changedNames(step, next && !Array.isArray(next) ? next : complaint.details);
  const { service, topic, language } = step.data;
  return (
    <dl>
      {service && topic && (
        <div>
          <dt>{text('complaints.field.service')}</dt>
          <dd>
            {text(`complaints.service.${service}`)} · {text(`complaints.topic.${topic}`)}
            {language && ' · ' + text(`language.${language}`)}
          </dd>
        </div>
      )}
      {[...DETAIL_LINES, ...DETAIL_TEXTS].filter((field) => names.includes(field)).map((field) => (
        <Replaced key={field} label={text(`complaints.field.${field}`)} was={before[field]} />
      ))}
      {names.includes('representative') && (
        <Replaced
          label={text('complaints.field.representative')}
          was={before.representative && [...REPRESENTATIVE_LINES.map((line) => before.representative?.[line]), ...before.representative.power.map(({ name }) => name)].filter(Boolean).join('\n')}
        />
      )}
      {names.includes('documents') && <Replaced label={text('complaints.field.documents')} was={before.documents.map(({ name }) => name).join('\n')} />}
    </dl>
  );
}

function Replaced({ label, was }: { label: string; was: string | null | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">
        <s>{was || '—'}</s>
      </dd>
    </div>
  );
}

export function PointsRead({ points }: { points: readonly Point[] }) {
  const text = useText();
  return (
    <ol className="points-read">
      {points.map((point, place) => (
        <li key={place}>
          <strong dir="auto">{point.claim}</strong> {text(point.position ? `complaints.position.${point.position}` : 'complaints.no_position')}
          <p dir="auto">{point.reasons}</p>
        </li>
      ))}
    </ol>
  );
}

/** One wish, however often it is tried. */
export const useClientId = (): string => useState(newClientId)[0];
