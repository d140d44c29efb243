// One flow: its diagram or its list of steps, how many went where, and the step that is looked at in both languages.
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { ArrowLeft, History } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { getDiagram, type Diagram } from '@ombud/shared/diagnosis';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useWide } from '../media';
import { useText } from '../text';
import { SelectField } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { DiagramView } from './diagram-view';
import { groupsOf, layoutOf } from './layout';
import { StepDetails } from './step-details';
import { StepList } from './step-list';
import { plainWords } from './words';

const Replay = lazy(() => import('./replay'));

type View = 'diagram' | 'list';
type Both = Record<'zh-CN' | 'en', Diagram>;
const SPANS = ['7', '30', '90'] as const;
type Span = (typeof SPANS)[number];

export default function Flow({ name }: { name: string }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { http } = desk;
  const [days, setDays] = useState<Span>('30');
  const [tries, setTries] = useState(false);
  const load = useCallback(async () => {
    const [zh, en] = await Promise.all([getDiagram(http, name, 'zh-CN', Number(days)), getDiagram(http, name, 'en', Number(days))]);
    return { 'zh-CN': zh, en };
  }, [http, name, days]);
  const loaded = useLoaded(load);
  // Other days count anew in the same diagram: what is looked at stays in sight meanwhile.
  const [kept, setKept] = useState<Both | null>(null);
  if (loaded.value && loaded.value !== kept) setKept(loaded.value);
  const both = loaded.value ?? kept;
  const diagram = both?.[language];
  return (
    <section className="page flow" aria-labelledby="flow-title">
      <header>
        <div>
          <a className="back" href="/desk/flows">
            <ArrowLeft size={16} aria-hidden="true" />
            {text('flows.title')}
          </a>
          <h1 id="flow-title">{diagram?.title ?? name}</h1>
          {diagram && <p>{text('flows.counted', { version: diagram.version })}</p>}
        </div>
        {diagram && desk.can('write_articles') && (
          <Button aria-expanded={tries} onPress={() => setTries(!tries)}>
            <History size={16} aria-hidden="true" />
            {text('flows.replay')}
          </Button>
        )}
      </header>
      {tries && diagram && (
        <Suspense>
          <Replay served={diagram} days={Number(days)} />
        </Suspense>
      )}
      {(both === null || loaded.error !== null) && <Waiting of={loaded} rows={8} />}
      {diagram && (
        <div className="flow-counted" aria-busy={loaded.busy}>
          <div className="flow-totals">
            <Totals diagram={diagram} />
            <SelectField label={text('reports.span')} value={days} onChange={setDays} options={SPANS.map((each) => [each, text('duration.days', { count: Number(each) })] as const)} />
          </div>
          <Steps diagram={diagram} both={both} />
        </div>
      )}
    </section>
  );
}

function Steps({ diagram, both }: { diagram: Diagram; both: Both }) {
  const text = useText();
  const wide = useWide();
  const [view, setView] = useState<View>(wide ? 'diagram' : 'list');
  const [from, setFrom] = useState(diagram.start);
  const [selected, setSelected] = useState<string | null>(null);
  const whole = useMemo(() => layoutOf(diagram), [diagram]);
  const layout = useMemo(() => (from === diagram.start ? whole : layoutOf(diagram, from)), [diagram, from, whole]);
  const questions = groupsOf(whole).map(({ question: { step } }) => [step.id, plainWords(step.text)] as const);
  const select = (id: string) => {
    // What is not in sight from here is in sight from the start.
    if (!layout.steps.some(({ step }) => step.id === id)) setFrom(diagram.start);
    setSelected(id);
  };
  const placed = selected === null ? undefined : whole.steps.find(({ step }) => step.id === selected);
  return (
    <>
      <div className="flow-tools">
        <ToggleButtonGroup
          className="segments"
          aria-label={text('flows.view')}
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={(keys) => setView([...keys][0] as View)}
        >
          {(['diagram', 'list'] as const).map((each) => (
            <ToggleButton key={each} id={each}>
              <span className="label">{text(`flows.view.${each}`)}</span>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <SelectField label={text('flows.from')} value={from} onChange={setFrom} options={questions} />
      </div>
      <div className="flow-body" data-open={(placed && wide) || undefined}>
        {view === 'diagram' ? <DiagramView layout={layout} selected={selected} select={select} /> : <StepList layout={layout} selected={selected} select={select} />}
        {placed && <StepDetails placed={placed} both={both} select={select} onClose={() => setSelected(null)} />}
      </div>
      {view === 'diagram' && <Legend />}
    </>
  );
}

function Totals({ diagram }: { diagram: Diagram }) {
  const text = useText();
  const values = [
    ['runs', diagram.runs],
    ['ended', diagram.ended],
    ['handed_over', diagram.handed_over],
    ['solved', diagram.solved],
    ['not_solved', diagram.not_solved],
  ] as const;
  return (
    <dl className="totals">
      {values.map(([name, value]) => (
        <div key={name}>
          <dt>{text(`flows.total.${name}`)}</dt>
          <dd>{text('number', { value })}</dd>
        </div>
      ))}
    </dl>
  );
}

function Legend() {
  const text = useText();
  return (
    <ul className="legend" aria-label={text('flows.legend')}>
      {(['answered', 'waiting', 'person', 'stopped'] as const).map((each) => (
        <li key={each} data-outcome={each}>
          {text(`flows.legend.${each}`)}
        </li>
      ))}
      <li data-outcome="line">{text('flows.legend.line')}</li>
    </ul>
  );
}
