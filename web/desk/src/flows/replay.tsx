// A new version of a flow, tried on the runs that were: what is wrong in its file, or which runs would go elsewhere and where they part.
import { useCallback, useState, type DragEvent } from 'react';
import { ArrowRight, CircleCheck, FileUp } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import { Problem } from '@ombud/shared/api';
import { LARGEST_FLOW, replayFlow, type Diagram, type Mistake, type Replay, type ReplayChange, type ReplayedRun, type ReplayTurn } from '@ombud/shared/diagnosis';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { isKey, useText } from '../text';
import { Waiting } from '../ui/waiting';
import { lineOf, namesOf, shared, type Names } from './ways';

interface Chosen { name: string; text: string }

async function read(file: File): Promise<Chosen> {
  if (file.size > LARGEST_FLOW) throw new Problem('flow.too_large', 413);
  return { name: file.name, text: await file.text() };
}

export default function ReplayPanel({ served, days }: { served: Diagram; days: number }) {
  const text = useText();
  const act = useAct();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [dragging, setDragging] = useState(false);
  const choose = (file: File | undefined) => void (file && act.run(async () => setChosen(await read(file))));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <section className="replay" aria-labelledby="replay-title">
      <h2 id="replay-title">{text('flows.replay')}</h2>
      <p className="quiet">{text('flows.replay.about', { count: days })}</p>
      <div
        className="replay-file"
        data-over={dragging || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={drop}
      >
        <FileUp size={20} aria-hidden="true" />
        <p>
          {chosen ? <strong dir="auto">{chosen.name}</strong> : text('flows.replay.drop', { name: served.name })}
        </p>
        <FileTrigger acceptedFileTypes={['.yaml', '.yml']} onSelect={(files) => choose(files?.[0])}>
          <Button kind={chosen ? 'plain' : 'primary'}>{text(chosen ? 'flows.replay.another' : 'flows.replay.choose')}</Button>
        </FileTrigger>
      </div>
      <Trouble act={act} />
      {chosen && <Tried served={served} days={days} chosen={chosen} />}
    </section>
  );
}

function Tried({ served, days, chosen }: { served: Diagram; days: number; chosen: Chosen }) {
  const language = useLanguage();
  const { http } = useDesk();
  const { name } = served;
  const load = useCallback(() => replayFlow(http, { flow: name, text: chosen.text, days, language }), [http, name, chosen, days, language]);
  const loaded = useLoaded(load);
  const replay = loaded.value;
  return (
    <div aria-live="polite">
      <Waiting of={loaded} rows={3} />
      {replay && (replay.flow ? <Differences replay={replay} flow={replay.flow} served={served} /> : <Mistakes mistakes={replay.mistakes} of={chosen.text} />)}
    </div>
  );
}

function Mistakes({ mistakes, of }: { mistakes: readonly Mistake[]; of: string }) {
  const text = useText();
  return (
    <>
      <p className="notice" data-tone="danger">
        {text('flows.replay.mistakes', { count: mistakes.length })}
      </p>
      <ol className="mistakes">
        {mistakes.toSorted((a, b) => a.line - b.line).map(({ line, code, what }, index) => {
          const key = 'flows.mistake.' + code;
          return (
            <li key={index}>
              <p>
                <strong>{text('flows.replay.line', { value: line })}</strong> {isKey(key) ? text(key) : <code>{code}</code>}
              </p>
              {lineOf(of, line) && <code dir="ltr">{lineOf(of, line)}</code>}
              <small className="quiet" lang="en">
                {what}
              </small>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Differences({ replay, flow, served }: { replay: Replay; flow: Diagram; served: Diagram }) {
  const text = useText();
  const { runs, same, other, stuck, changes } = replay;
  const names = namesOf(text, served, flow);
  const part = (count: number) => ({ flexGrow: count });
  return (
    <>
      {flow.version <= served.version && flow.hash !== served.hash && <p className="notice">{text('flows.replay.version', { value: served.version })}</p>}
      <dl className="totals">
        {([['runs', runs], ['same', same], ['other', other], ['stuck', stuck]] as const).map(([name, value]) => (
          <div key={name} data-part={name}>
            <dt>{text(`flows.replay.${name}`)}</dt>
            <dd>{text('number', { value })}</dd>
          </div>
        ))}
      </dl>
      {runs > 0 && (
        <span className="shares" aria-hidden="true">
          <i data-tone="good" style={part(same)} />
          <i data-tone="accent" style={part(other)} />
          <i data-tone="wait" style={part(stuck)} />
        </span>
      )}
      {runs === 0 && <p className="empty">{text('flows.replay.nobody', { count: replay.days })}</p>}
      {runs > 0 && changes.length === 0 && (
        <p className="notice" data-tone="good">
          <CircleCheck size={16} aria-hidden="true" />
          {text('flows.replay.all_same')}
        </p>
      )}
      <ul className="replay-changes">
        {changes.map((change, index) => (
          <li key={index}>
            <Change change={change} names={names} now={namesOf(text, flow, served)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Change({ change, names, now }: { change: ReplayChange; names: Names; now: Names }) {
  const text = useText();
  const { result, runs, parts_at, branch_was, branch_now, examples } = change;
  const branch = (of: Names, name: string) => (name ? of.branch(parts_at, name) : text('flows.replay.stays'));
  return (
    <article data-result={result}>
      <h3>
        {text('flows.replay.change', { count: runs })}
        <span className="chip" data-tone={result === 'other_end' ? 'accent' : 'wait'}>
          {text(`flows.replay.result.${result}`)}
        </span>
      </h3>
      <p>
        {parts_at ? text('flows.replay.parts', { step: names.words(parts_at) }) : text('flows.replay.start')}{' '}
        {parts_at && (
          <span className="branch-change">
            <b>{branch(names, branch_was)}</b>
            {branch_now === branch_was ? (
              text('flows.replay.leads')
            ) : (
              <>
                <ArrowRight size={14} aria-label={text('flows.replay.becomes')} />
                <b>{branch(now, branch_now)}</b>
              </>
            )}
          </span>
        )}
      </p>
      <dl className="was-now">
        <End label={text('flows.replay.was')} id={change.was} names={names} />
        <End label={text('flows.replay.now')} id={change.now} names={now} stuck={result !== 'other_end'} />
      </dl>
      <details>
        <summary>{text('flows.replay.examples', { count: examples.length })}</summary>
        <ul className="replayed">
          {examples.map((run) => (
            <li key={run.id}>
              <Run run={run} names={names} now={now} />
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}

function End({ label, id, names, stuck = false }: { label: string; id: string; names: Names; stuck?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="end-words" title={names.words(id)}>
          {names.words(id)}
        </span>
        <Outcome id={id} names={names} stuck={stuck} />
      </dd>
    </div>
  );
}

function Outcome({ id, names, stuck }: { id: string; names: Names; stuck: boolean }) {
  const text = useText();
  const outcome = names.step(id)?.outcome;
  if (outcome) return <span className="chip">{text(`outcome.${outcome}`)}</span>;
  return (
    <span className="chip" data-tone="wait">
      {text(stuck ? 'flows.replay.stuck_here' : 'flows.replay.left_here')}
    </span>
  );
}

function Run({ run, names, now }: { run: ReplayedRun; names: Names; now: Names }) {
  const text = useText();
  const language = useLanguage();
  const alike = Math.max(0, shared(run.was, run.now) - 1);
  return (
    <article>
      <h4>
        <time dateTime={run.at} title={exactTime(language, run.at)}>
          {dateAndTime(language, run.at)}
        </time>
        {alike > 0 && <span className="quiet">{text('flows.replay.alike', { count: alike })}</span>}
      </h4>
      <div className="both">
        <Way label={text('flows.replay.was')} way={run.was.slice(alike)} from={alike} names={names} />
        <Way label={text('flows.replay.now')} way={run.now.slice(alike)} from={alike} names={now} />
      </div>
    </article>
  );
}

function Way({ label, way, from, names }: { label: string; way: readonly ReplayTurn[]; from: number; names: Names }) {
  return (
    <div>
      <h5>{label}</h5>
      <ol start={from + 1}>
        {way.map(({ step, branch }, index) => (
          <li key={index}>
            <span className="end-words" title={names.words(step)}>
              {names.words(step)}
            </span>
            {branch && <b>{names.branch(step, branch)}</b>}
          </li>
        ))}
      </ol>
    </div>
  );
}
