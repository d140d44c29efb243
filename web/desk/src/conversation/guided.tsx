// A guided answer, gone through by staff for the customer of a conversation: the same facts, in the wording for staff.
import { useCallback, useState } from 'react';
import { ArrowLeft, Reply, RotateCcw } from 'lucide-react';
import { Problem, type Conversation } from '@ombud/shared/api';
import { actInRun, answerRun, backInRun, listFlows, readRun, startRunFor, type EndingView, type LinkView, type RunView, type StepView } from '@ombud/shared/diagnosis';
import { Trouble, useAct, type Act } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { MarkupView } from '../ui/markup-view';
import { Waiting } from '../ui/waiting';
import { askComposer } from '../windows';
import { FactList } from './fact-list';
import { answerOf, joined } from './pass-on';

/** `onDone`: what covers the answer may go. */
export function Guided({ conversation, onDone }: { conversation: Conversation; onDone?: (() => void) | undefined }) {
  const text = useText();
  const desk = useDesk();
  const store = desk.run(conversation.id);
  const run = useStore(store);
  const [open, setOpen] = useState(run !== null);
  return (
    <details className="guided" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text('guided.title')}</summary>
      {open && <Inside conversation={conversation} run={run} set={(next) => store.set(next)} onDone={onDone} />}
    </details>
  );
}

interface InsideProps {
  conversation: Conversation;
  run: RunView | null;
  set: (run: RunView | null) => void;
  onDone: (() => void) | undefined;
}

function Inside({ conversation, run, set, onDone }: InsideProps) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { http } = desk;
  const act = useAct();
  const start = (flow: string) => void act.run(async () => set(await startRunFor(http, conversation.id, flow, language)));
  /** Somewhere else it went on: then it is shown as it stands. */
  const move = (make: (id: string, step: string) => Promise<RunView>) =>
    void act.run(async () => {
      if (!run?.step) return;
      try {
        set(await make(run.id, run.step.id));
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'run.moved')) throw error;
        set(await readRun(http, run.id, language));
      }
    });
  const said = run && !run.proving ? (run.ending ?? run.step) : null;
  /** Into the answer, in the language that the customer reads. */
  const passOn = () =>
    void act.run(async () => {
      const theirs = conversation.language === language ? run! : await readRun(http, run!.id, conversation.language);
      const words = answerOf(theirs.ending ?? theirs.step, conversation.language, location.origin);
      if (words) desk.drafts.of(conversation.id, 'reply').change((draft) => ({ ...draft, body: joined(draft.body, words) }));
      onDone?.();
      askComposer('reply');
    });
  if (conversation.customer.kind !== 'account') return <p className="quiet">{text('guided.no_account')}</p>;
  if (!run) return <Choose act={act} start={start} />;
  return (
    // Its buttons go with the step: a pending one would leave a word behind that belongs to nothing.
    <div className="run" aria-busy={act.busy}>
      <div className="run-head">
        <strong>{run.title}</strong>
        <Button kind="quiet" onPress={() => set(null)}>
          <RotateCcw size={14} aria-hidden="true" />
          {text('guided.another')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.step && !run.ending && <Step key={run.step.id + run.trail.length} step={run.step} move={move} />}
        {run.ending && <Ending ending={run.ending} start={start} />}
        {run.proving && <p className="notice">{text('guided.proving', { need: text(`assurance.${run.proving.need}`) })}</p>}
        {run.state === 'expired' && <p className="notice">{text('guided.expired')}</p>}
      </div>
      <Trouble act={act} />
      <div className="run-acts">
        {said?.for_customer && (
          <Button onPress={passOn}>
            <Reply size={14} aria-hidden="true" />
            {text('guided.pass_on')}
          </Button>
        )}
        {run.can_go_back && run.step && (
          <Button kind="quiet" onPress={() => move((id, step) => backInRun(http, id, step))}>
            <ArrowLeft size={14} aria-hidden="true" />
            {text('guided.back')}
          </Button>
        )}
      </div>
      <FactList facts={run.facts} />
      {run.trail.length > 0 && (
        <details className="diagnosis">
          <summary>{text('guided.trail', { count: run.trail.length })}</summary>
          <ol className="trail">
            {run.trail.map((line) => (
              <li key={line.seq}>
                <span className="quiet">{line.question}</span>
                <strong dir="auto">{line.answer}</strong>
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

function Choose({ act, start }: { act: Act; start: (flow: string) => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(async () => (await listFlows(http, language)).flows, [http, language]);
  const loaded = useLoaded(load);
  return (
    <>
      <p className="quiet">{text('guided.about')}</p>
      <Waiting of={loaded} rows={2} />
      <div className="answers" aria-busy={act.busy}>
        {loaded.value?.map((flow) => (
          <Button key={flow.name} onPress={() => start(flow.name)}>
            {flow.title}
          </Button>
        ))}
      </div>
      <Trouble act={act} />
    </>
  );
}

interface StepProps {
  step: StepView;
  move: (make: (id: string, step: string) => Promise<RunView>) => void;
}

function Step({ step, move }: StepProps) {
  const text = useText();
  const { http } = useDesk();
  const answer = (given: string) => move((id, at) => answerRun(http, id, at, { answer: given }));
  return (
    <section className="run-step">
      {step.html ? <MarkupView html={step.html} /> : <p className="question">{step.text}</p>}
      {step.help && <p className="quiet">{step.help}</p>}
      {step.kind === 'choice' && (
        <div className="answers">
          {step.answers.map((each) => (
            <Button key={each.id} onPress={() => answer(each.id)}>
              <span className="answer">
                {each.label}
                {each.hint && <small>{each.hint}</small>}
              </span>
            </Button>
          ))}
        </div>
      )}
      {step.kind === 'typed' && <Typed step={step} send={(words) => move((id, at) => answerRun(http, id, at, { text: words }))} />}
      {step.kind === 'explain' && (
        <Button kind="primary" onPress={() => answer('continue')}>
          {text('guided.continue')}
        </Button>
      )}
      {step.kind === 'act' && (
        <>
          <p className="notice">{text('guided.customer_only')}</p>
          <Button onPress={() => move((id, at) => actInRun(http, id, at, 'no'))}>
            {step.answers.find(({ id }) => id === 'no')?.label ?? text('guided.not_now')}
          </Button>
        </>
      )}
    </section>
  );
}

const LONG = new Set<StepView['input']>(['text', 'error_text']);

function Typed({ step, send }: { step: StepView; send: (words: string) => void }) {
  const text = useText();
  const [words, setWords] = useState('');
  const label = text(`guided.input.${step.input ?? 'text'}`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(words.trim());
      }}
    >
      {LONG.has(step.input) ? (
        <AreaField label={label} value={words} onChange={setWords} longest={2_000} />
      ) : (
        <Field label={label} value={words} onChange={setWords} type={step.input === 'date' ? 'date' : 'text'} input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'auto', maxLength: 2_000 }} />
      )}
      <div className="acts">
        <Button kind="primary" type="submit" isDisabled={!step.optional && words.trim() === ''}>
          {text('guided.continue')}
        </Button>
        {step.optional && words.trim() === '' && <span className="quiet">{text('guided.optional')}</span>}
      </div>
    </form>
  );
}

function Ending({ ending, start }: { ending: EndingView; start: (flow: string) => void }) {
  const text = useText();
  return (
    <section className="run-step" data-ending={ending.outcome}>
      <span className="chip" data-tone={ending.outcome === 'person' ? 'wait' : 'good'}>
        {text(`outcome.${ending.outcome}`)}
      </span>
      <MarkupView html={ending.html} />
      {ending.links.length > 0 && (
        <ul className="run-links">
          {ending.links.map((link) => (
            <li key={link.label}>
              <Leads link={link} start={start} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Pages of the customer's own are theirs to open: here they are only named. */
function Leads({ link, start }: { link: LinkView; start: (flow: string) => void }) {
  const text = useText();
  const language = useLanguage();
  const { article, flow, to, label } = link;
  if (article) {
    return (
      <a href={`/${language}/articles/${article}`} target="_blank" rel="noopener noreferrer">
        {label}
      </a>
    );
  }
  if (flow) {
    return (
      <button type="button" className="link" onClick={() => start(flow)}>
        {label}
      </button>
    );
  }
  return (
    <>
      {label} <small className="quiet">{text('guided.customers_page')}</small> <code dir="ltr">{to}</code>
    </>
  );
}
