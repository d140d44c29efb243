// The diagram on screen: cards over lines, wider where more went; one card at a time is reached by Tab, the others by arrows.
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { CircleHelp, Info, Keyboard, MousePointerClick, Search, UserRound } from 'lucide-react';
import type { StepKind } from '@ombud/shared/diagnosis';
import { useText } from '../text';
import { curve, hasFoot, isDrawn, isMove, moved, SIZES, type Layout, type Placed } from './layout';
import { Shares } from './shares';
import { branchWords, plainWords } from './words';

export const KIND_ICONS: Record<StepKind, typeof Info> = {
  choice: CircleHelp, typed: Keyboard, look_up: Search, act: MousePointerClick, explain: Info, hand_over: UserRound,
};
const PADDING = 24;
const [THINNEST, WIDEST] = [1.5, 8];

interface DiagramViewProps {
  layout: Layout;
  selected: string | null;
  select: (id: string) => void;
}

export function DiagramView({ layout, selected, select }: DiagramViewProps) {
  const text = useText();
  const ground = useRef<HTMLDivElement>(null);
  const cards = useRef(new Map<string, HTMLButtonElement>());
  const most = Math.max(1, ...layout.lines.map(({ runs }) => runs));
  const reachable = layout.steps.some(({ step }) => step.id === selected) ? selected : layout.steps[0]?.step.id;
  // Reading begins at the first step, which stands at the middle of all that follows.
  useLayoutEffect(() => {
    const first = layout.steps[0];
    const box = ground.current!;
    if (first) box.scrollTo({ left: 0, top: first.y + first.height / 2 + PADDING - box.clientHeight / 2 });
  }, [layout]);
  useEffect(() => {
    if (selected) cards.current.get(selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected, layout]);
  const press = (event: KeyboardEvent, id: string) => {
    if (!isMove(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    cards.current.get(moved(layout, id, event.key))?.focus();
  };
  const size = { width: layout.width + 2 * PADDING, height: layout.height + 2 * PADDING };
  return (
    <div className="diagram" ref={ground} role="region" aria-label={text('flows.diagram')} tabIndex={0}>
      <div className="diagram-ground" style={size}>
        <svg {...size} aria-hidden="true" focusable="false">
          <g transform={`translate(${PADDING} ${PADDING})`}>
            {layout.lines.map((line) => (
              <path
                key={line.from + line.branch}
                d={line.path}
                strokeWidth={line.runs === 0 ? THINNEST : THINNEST + (WIDEST - THINNEST) * (line.runs / most)}
                data-used={line.runs > 0 || undefined}
                data-near={line.from === selected || line.to === selected || undefined}
              />
            ))}
            <Elsewhere layout={layout} selected={selected} />
          </g>
        </svg>
        {layout.steps.map((placed) => (
          <Card
            key={placed.step.id}
            placed={placed}
            layout={layout}
            isSelected={placed.step.id === selected}
            isReachable={placed.step.id === reachable}
            select={select}
            onKeyDown={(event) => press(event, placed.step.id)}
            hold={(element) => {
              if (element) cards.current.set(placed.step.id, element);
              else cards.current.delete(placed.step.id);
            }}
          />
        ))}
      </div>
    </div>
  );
}

/** Of the step that is looked at: also the lines that would cross others. */
function Elsewhere({ layout, selected }: { layout: Layout; selected: string | null }) {
  if (selected === null) return null;
  const placed = new Map(layout.steps.map((each) => [each.step.id, each]));
  return layout.steps.flatMap((from) =>
    from.branches.flatMap((edge, index) => {
      const to = placed.get(edge.to);
      if (!to || isDrawn(edge, to) || (edge.from !== selected && edge.to !== selected)) return [];
      return [<path key={edge.from + edge.branch} d={curve(from, index, to)} strokeWidth={THINNEST} data-elsewhere />];
    }),
  );
}

interface CardProps {
  placed: Placed;
  layout: Layout;
  isSelected: boolean;
  isReachable: boolean;
  select: (id: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  hold: (element: HTMLButtonElement | null) => void;
}

function Card({ placed, layout, isSelected, isReachable, select, onKeyDown, hold }: CardProps) {
  const text = useText();
  const { step, branches, x, y, height } = placed;
  const Icon = KIND_ICONS[step.kind];
  const targets = new Map(layout.steps.map((each) => [each.step.id, each]));
  return (
    <div
      className="card-step"
      data-kind={step.kind}
      data-outcome={step.outcome ?? undefined}
      data-selected={isSelected || undefined}
      style={{ left: x + PADDING, top: y + PADDING, width: SIZES.width, height }}
    >
      <button
        type="button"
        ref={hold}
        className="card-head"
        style={{ height: SIZES.head }}
        aria-pressed={isSelected}
        tabIndex={isReachable ? 0 : -1}
        onClick={() => select(step.id)}
        onKeyDown={onKeyDown}
      >
        <span className="card-kind">
          <Icon size={12} aria-hidden="true" />
          {text(`flows.kind.${step.kind}`)}
          <span className="card-count">{text('flows.reached_short', { count: step.reached })}</span>
        </span>
        <span className="card-text">{plainWords(step.text)}</span>
      </button>
      {branches.map((edge) => {
        const drawn = isDrawn(edge, targets.get(edge.to));
        return (
          <button
            key={edge.branch}
            type="button"
            className="card-branch"
            style={{ height: SIZES.row }}
            tabIndex={-1}
            title={branchWords(text, edge)}
            data-elsewhere={!drawn || undefined}
            onClick={() => select(drawn ? step.id : edge.to)}
          >
            <span>
              {branchWords(text, edge)}
              {!drawn && ' ↪'}
            </span>
            <b>{text('number', { value: edge.runs })}</b>
          </button>
        );
      })}
      {hasFoot(step) && (
        <div className="card-foot" style={{ height: SIZES.foot }}>
          <Shares step={step} />
        </div>
      )}
    </div>
  );
}
