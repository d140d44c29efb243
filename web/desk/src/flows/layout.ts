// Where the steps of a flow stand in its diagram: columns by how many steps it takes to come there, each step a card with its
// branches as rows, each subtree a block of its own so that no two lines cross. What leads elsewhere is told in words on its row.
import type { Diagram, DiagramEdge, DiagramStep } from '@ombud/shared/diagnosis';

export const SIZES = { width: 248, head: 72, row: 28, foot: 28, between: 80, gap: 20 } as const;

export interface Placed {
  step: DiagramStep;
  branches: DiagramEdge[];
  /** The step before it in the diagram; null where reading begins. */
  parent: string | null;
  column: number;
  x: number;
  y: number;
  height: number;
}
export interface Line { from: string; to: string; branch: string; runs: number; path: string }
export interface Layout {
  /** In the order of reading: a step, then everything that follows from its first branch, then from its second. */
  steps: Placed[];
  lines: Line[];
  width: number;
  height: number;
}

interface Block { tops: number[]; bottoms: number[]; steps: { id: string; y: number }[] }

const branchesOf = (diagram: Diagram): Map<string, DiagramEdge[]> => {
  const known = new Set(diagram.steps.map(({ id }) => id));
  const result = new Map<string, DiagramEdge[]>(diagram.steps.map(({ id }) => [id, []]));
  for (const edge of diagram.edges) if (known.has(edge.to)) result.get(edge.from)?.push(edge);
  return result;
};

/** An end says what people made of it. */
export const hasFoot = (step: DiagramStep): boolean => step.outcome !== null || step.stopped > 0;

const heightOf = (step: DiagramStep, branches: readonly DiagramEdge[]): number =>
  SIZES.head + branches.length * SIZES.row + (hasFoot(step) ? SIZES.foot : 0);

/** Each step hangs on the one from which it is reached first. */
function treeFrom(root: string, branches: ReadonlyMap<string, readonly DiagramEdge[]>, known: Map<string, string | null>): void {
  known.set(root, null);
  const waiting = [root];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    for (const { to } of branches.get(id) ?? []) {
      if (known.has(to)) continue;
      known.set(to, id);
      waiting.push(to);
    }
  }
}

/** `root`: only what follows from there. */
export function layoutOf(diagram: Diagram, root = diagram.start): Layout {
  const branches = branchesOf(diagram);
  const stepOf = new Map(diagram.steps.map((step) => [step.id, step]));
  const parents = new Map<string, string | null>();
  const roots: string[] = [];
  const begin = (id: string) => {
    roots.push(id);
    treeFrom(id, branches, parents);
  };
  if (stepOf.has(root)) begin(root);
  // Checked flows have no other beginning; a diagram of any other is still whole.
  if (root === diagram.start) for (const { id } of diagram.steps) if (!parents.has(id)) begin(id);

  const children = new Map<string, string[]>();
  for (const [id, parent] of parents) {
    if (parent === null) continue;
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const height = (id: string) => heightOf(stepOf.get(id)!, branches.get(id)!);

  const stacked = roots.map((id) => blockOf(id, children, height)).reduce<Block | null>((above, block) => (above ? below(above, block) : block), null);
  const top = stacked ? Math.min(...stacked.tops) : 0;
  const yOf = new Map((stacked?.steps ?? []).map(({ id, y }) => [id, y - top]));

  const steps: Placed[] = [];
  const read = (id: string, column: number) => {
    steps.push({
      step: stepOf.get(id)!,
      branches: branches.get(id)!,
      parent: parents.get(id)!,
      column,
      x: column * (SIZES.width + SIZES.between),
      y: yOf.get(id)!,
      height: height(id),
    });
    for (const child of children.get(id) ?? []) read(child, column + 1);
  };
  for (const id of roots) read(id, 0);
  return {
    steps,
    lines: linesOf(steps),
    width: Math.max(0, ...steps.map(({ x }) => x + SIZES.width)),
    height: Math.max(0, ...steps.map(({ y, height: tall }) => y + tall)),
  };
}

/** The step's children under each other, as close as their blocks allow, and the step at the middle of them. */
function blockOf(id: string, children: ReadonlyMap<string, readonly string[]>, height: (id: string) => number): Block {
  const mine = children.get(id) ?? [];
  const own = height(id);
  const stacked = mine.map((child) => blockOf(child, children, height)).reduce<Block | null>((above, block) => (above ? below(above, block) : block), null);
  if (!stacked) return { tops: [0], bottoms: [own], steps: [{ id, y: 0 }] };
  const yOf = new Map(stacked.steps.map((step) => [step.id, step.y]));
  const [first, last] = [mine[0]!, mine.at(-1)!];
  const y = (yOf.get(first)! + yOf.get(last)! + height(last) - own) / 2;
  return { tops: [y, ...stacked.tops], bottoms: [y + own, ...stacked.bottoms], steps: [{ id, y }, ...stacked.steps] };
}

function below(above: Block, block: Block): Block {
  const shared = Math.min(above.bottoms.length, block.tops.length);
  let shift = -Infinity;
  for (let column = 0; column < shared; column += 1) shift = Math.max(shift, above.bottoms[column]! + SIZES.gap - block.tops[column]!);
  const moved = block.steps.map(({ id, y }) => ({ id, y: y + shift }));
  const columns = Math.max(above.tops.length, block.tops.length);
  const each = (column: number, a: readonly number[], b: readonly number[], choose: (...values: number[]) => number) =>
    choose(...[a[column], b[column] === undefined ? undefined : b[column] + shift].filter((value) => value !== undefined));
  return {
    tops: Array.from({ length: columns }, (_, column) => each(column, above.tops, block.tops, Math.min)),
    bottoms: Array.from({ length: columns }, (_, column) => each(column, above.bottoms, block.bottoms, Math.max)),
    steps: [...above.steps, ...moved],
  };
}

/** From the row of a branch to the head of the step that it leads to. */
function linesOf(steps: readonly Placed[]): Line[] {
  const placed = new Map(steps.map((each) => [each.step.id, each]));
  return steps.flatMap((from) =>
    from.branches.flatMap((edge, index) => {
      const to = placed.get(edge.to);
      if (!to || !isDrawn(edge, to)) return [];
      return [{ from: edge.from, to: edge.to, branch: edge.branch, runs: edge.runs, path: curve(from, index, to) }];
    }),
  );
}

export function curve(from: Placed, index: number, to: Placed): string {
  const [x1, y1] = [from.x + SIZES.width, from.y + SIZES.head + (index + 0.5) * SIZES.row];
  const [x2, y2] = [to.x, to.y + SIZES.head / 2];
  const bend = to.column > from.column ? (x2 - x1) / 2 : SIZES.between;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** The others are told in words, and drawn only for the step that is looked at. */
export const isDrawn = (edge: DiagramEdge, to: Placed | undefined): boolean => to?.parent === edge.from;

// Groups ----------------------------------------------------------------------------------------------------------------

export interface Group { question: Placed; steps: Placed[] }

/** Each question with what follows from it up to the next ones, in the order of reading. */
export function groupsOf(layout: Layout): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = new Map<string, Group>();
  for (const each of layout.steps) {
    const above = each.parent === null ? undefined : groupOf.get(each.parent);
    const opens = each.step.kind === 'choice' || above === undefined;
    const group = opens ? { question: each, steps: [] } : above;
    if (opens) groups.set(each.step.id, group);
    group.steps.push(each);
    groupOf.set(each.step.id, group);
  }
  return [...groups.values()];
}

// Moving by keys --------------------------------------------------------------------------------------------------------

const MOVES = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const;
export type Move = (typeof MOVES)[number];
export const isMove = (key: string): key is Move => (MOVES as readonly string[]).includes(key);

/** Left to the step before, right to the first one after, up and down along the column. */
export function moved(layout: Layout, here: string, move: Move): string {
  const now = layout.steps.find(({ step }) => step.id === here);
  if (!now || move === 'Home') return layout.steps[0]?.step.id ?? here;
  if (move === 'End') return layout.steps.at(-1)!.step.id;
  if (move === 'ArrowLeft') return now.parent ?? here;
  if (move === 'ArrowRight') return layout.steps.find(({ parent }) => parent === here)?.step.id ?? here;
  const column = layout.steps.filter((each) => each.column === now.column).sort((a, b) => a.y - b.y);
  return column[column.indexOf(now) + (move === 'ArrowUp' ? -1 : 1)]?.step.id ?? here;
}

// Shares ----------------------------------------------------------------------------------------------------------------

/** Of all that left a step, how many by this branch; null while nobody did. */
export function shareOf(edge: DiagramEdge, branches: readonly DiagramEdge[]): number | null {
  const all = branches.reduce((sum, { runs }) => sum + runs, 0);
  return all === 0 ? null : edge.runs / all;
}
