// The case beside its conversation: how sure we are of who tells it and what that allows, what is known, what is missing, the diagnosis.
import { useCallback } from 'react';
import { ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { getCase, readRun, type Case, type CaseDiagnosis } from '@ombud/shared/diagnosis';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';
import { CaseFields, CaseHead } from './case-view';
import { completeness, nameOf } from './case-words';
import { FactList } from './fact-list';

/** `told`: the newest entry that told it; another one means that it must be read again. */
export function CasePanel({ conversation, told }: { conversation: Id; told: number }) {
  const { http } = useDesk();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- told anew, it is another case
  const load = useCallback(() => getCase(http, conversation), [http, conversation, told]);
  const loaded = useLoaded(load);
  const known = loaded.value;
  if (loaded.error !== null || (told > 0 && !known)) return <Waiting of={loaded} rows={2} />;
  if (!known?.told || !known.at) return null;
  return <TheCase told={known.told} at={known.at} />;
}

function TheCase({ told, at }: { told: Case; at: string }) {
  const text = useText();
  const language = useLanguage();
  const sure = told.assurance !== 'nobody';
  const share = completeness(told);
  return (
    <section className="case" aria-labelledby="case-title">
      <h3 id="case-title">{text('case.title')}</h3>
      <CaseHead told={told} />
      <div className="assurance" data-proven={sure || undefined}>
        {sure ? <ShieldCheck size={18} aria-hidden="true" /> : <ShieldQuestion size={18} aria-hidden="true" />}
        <div>
          <strong>{text(`assurance.${told.assurance}`)}</strong>
          <p>{text(`assurance.may.${told.assurance}`)}</p>
        </div>
      </div>
      {share !== null && (
        <p className="share">
          <meter min={0} max={1} value={share} aria-label={text('case.complete', { value: Math.round(share * 100) })} />
          <span>{text('case.complete', { value: Math.round(share * 100) })}</span>
        </p>
      )}
      <CaseFields told={told} />
      {(told.reach || told.email) && (
        <p>
          <span className="quiet">{text('case.reach')}</span> {told.reach && nameOf(text, 'case.reach.', told.reach)} {told.email && <bdi>{told.email}</bdi>}
        </p>
      )}
      {told.diagnosis && <Diagnosis diagnosis={told.diagnosis} />}
      <small className="quiet">
        <time dateTime={at} title={exactTime(language, at)}>
          {text('case.told', { time: dateAndTime(language, at) })}
        </time>
      </small>
    </section>
  );
}

/** As it was handed over; in the wording for staff where that can be had. */
function Diagnosis({ diagnosis }: { diagnosis: CaseDiagnosis }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const { run_id } = diagnosis;
  const load = useCallback(() => readRun(http, run_id, language), [http, run_id, language]);
  const run = useLoaded(load).value;
  return (
    <details className="diagnosis" open>
      <summary>
        {run?.title ?? nameOf(text, 'flow.', diagnosis.flow)}
        {diagnosis.outcome && <span className="chip">{text(`outcome.${diagnosis.outcome}`)}</span>}
      </summary>
      <Way {...(run ?? diagnosis)} />
    </details>
  );
}

/** What was asked and answered on the way, and what was looked up. */
function Way({ trail, facts }: Pick<CaseDiagnosis, 'trail' | 'facts'>) {
  return (
    <>
      <ol className="trail">
        {trail.map((line) => (
          <li key={line.seq}>
            <span className="quiet">{line.question}</span>
            <strong dir="auto">{line.answer}</strong>
          </li>
        ))}
      </ol>
      <FactList facts={facts} />
    </>
  );
}

/** The way of a run that is known by its id alone. */
export function Run({ id }: { id: Id }) {
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(() => readRun(http, id, language), [http, id, language]);
  const loaded = useLoaded(load);
  return (
    <div className="diagnosis">
      <Waiting of={loaded} rows={2} />
      {loaded.value && <Way {...loaded.value} />}
    </div>
  );
}
