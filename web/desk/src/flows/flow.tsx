// One flow: its diagram or its list of steps, how many went where, and the step that is looked at in both languages.
import { useCallback, useMemo, useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { getDiagram, type Diagram } from '@ombud/shared/diagnosis';
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

type View = 'diagram' | 'list';

export default function Flow({ name }: { name: string }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(async () => {
    const [zh, en] = await Promise.all([getDiagram(http, name, 'zh-CN'), getDiagram(http, name, 'en')]);
    return { 'zh-CN': zh, en };
  }, [http, name]);
  const loaded = useLoaded(load);
  const diagram = loaded.value?.[language];
  return (
    <section className="page flow" aria-labelledby="flow-title">
      <header>
        <div>
          <a className="back" href="/desk/flows">
            <ArrowLeft size={16} aria-hidden="true" />
            {text('flows.title')}
          </a>
          <h1 id="flow-title">{diagram?.title ?? name}</h1>
          {diagram && <p>{text('flows.counted', { version: diagram.version, count: diagram.days })}</p>}
        </div>
      </header>
      <Waiting of={loaded} rows={8} />
      {diagram && loaded.value && <Steps key={name} diagram={diagram} both={loaded.value} />}
    </section>
  );
}

function Steps({ diagram, both }: { diagram: Diagram; both: Record<'zh-CN' | 'en', Diagram> }) {
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
      <Totals diagram={diagram} />
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
