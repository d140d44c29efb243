// The same flow as a list: every question with the steps that follow from it, each with its branches in words.
import { useEffect, useRef } from 'react';
import { useText } from '../text';
import { KIND_ICONS } from './diagram-view';
import { groupsOf, shareOf, type Layout, type Placed } from './layout';
import { Shares } from './shares';
import { branchWords, plainWords } from './words';

interface StepListProps {
  layout: Layout;
  selected: string | null;
  select: (id: string) => void;
}

export function StepList({ layout, selected, select }: StepListProps) {
  const list = useRef<HTMLDivElement>(null);
  const names = new Map(layout.steps.map(({ step }) => [step.id, plainWords(step.text)]));
  useEffect(() => {
    if (selected) list.current?.querySelector(`[data-step="${CSS.escape(selected)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <div className="step-list" ref={list}>
      {groupsOf(layout).map(({ question, steps }) => (
        <section key={question.step.id} aria-labelledby={'group-' + question.step.id}>
          <h2 id={'group-' + question.step.id}>{plainWords(question.step.text)}</h2>
          <ol>
            {steps.map((placed) => (
              <li key={placed.step.id} data-step={placed.step.id} aria-current={placed.step.id === selected ? 'step' : undefined}>
                <Step placed={placed} names={names} select={select} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Step({ placed: { step, branches }, names, select }: { placed: Placed; names: ReadonlyMap<string, string>; select: (id: string) => void }) {
  const text = useText();
  const Icon = KIND_ICONS[step.kind];
  return (
    <>
      <button type="button" className="step-name" onClick={() => select(step.id)}>
        <Icon size={16} aria-hidden="true" />
        <span>
          <small className="quiet">
            {text(`flows.kind.${step.kind}`)} · {text('flows.reached', { count: step.reached })}
          </small>
          {plainWords(step.text)}
        </span>
      </button>
      {branches.length > 0 && (
        <ul>
          {branches.map((edge) => {
            const share = shareOf(edge, branches);
            return (
              <li key={edge.branch}>
                <span>{branchWords(text, edge)}</span>
                <span className="quiet">
                  {text('number', { value: edge.runs })}
                  {share !== null && ` · ${text('flows.percent', { value: Math.round(share * 100) })}`}
                </span>
                <button type="button" className="link" onClick={() => select(edge.to)}>
                  → {names.get(edge.to) ?? edge.to}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {(step.outcome !== null || step.stopped > 0) && (
        <p className="step-end">
          {step.outcome && <span className="chip">{text(`outcome.${step.outcome}`)}</span>}
          <Shares step={step} />
        </p>
      )}
    </>
  );
}
