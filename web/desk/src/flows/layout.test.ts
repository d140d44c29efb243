import { describe, expect, test } from 'vitest';
import type { Diagram, DiagramEdge, DiagramStep, StepKind } from '@ombud/shared/diagnosis';
import { groupsOf, layoutOf, moved, shareOf, SIZES, type Layout } from './layout';

const step = (id: string, kind: StepKind = 'choice', change: Partial<DiagramStep> = {}): DiagramStep => ({
  id, kind, text: id, name: null, outcome: null, line: 1, reached: 0, stopped: 0, solved: 0, not_solved: 0, ...change,
});
const edge = (from: string, to: string, runs = 0): DiagramEdge => ({ from, to, branch: to, label: to, runs });
const diagram = (steps: DiagramStep[], edges: DiagramEdge[], start = steps[0]!.id): Diagram => ({
  name: 'sign-in', version: 1, hash: '', title: '', start, days: 30, runs: 0, ended: 0, handed_over: 0, solved: 0, not_solved: 0, steps, edges,
});

const at = (layout: Layout, id: string) => layout.steps.find((each) => each.step.id === id)!;

function overlaps(layout: Layout): string[] {
  return layout.steps.flatMap((a, index) =>
    layout.steps.slice(index + 1).flatMap((b) => (a.column === b.column && a.y < b.y + b.height && b.y < a.y + a.height ? [a.step.id + '/' + b.step.id] : [])),
  );
}

/** As large as a real one: 90 steps, ends that many branches share, and ways back. */
function large(): Diagram {
  const steps = Array.from({ length: 90 }, (_, index) => step('s' + index, index % 3 === 0 ? 'choice' : 'explain', index > 80 ? { outcome: 'answered' } : {}));
  const edges = steps.slice(1).flatMap((_, index) => {
    const id = index + 1;
    const parent = Math.floor((id - 1) / ((id % 4) + 1));
    return [edge('s' + parent, 's' + id, id), ...(id % 5 === 0 ? [edge('s' + id, 's89'), edge('s' + id, 's0')] : [])];
  });
  return diagram(steps, edges);
}

describe('a layout', () => {
  test('columns count the steps from the start by the shortest way', () => {
    const layout = layoutOf(diagram([step('a'), step('b'), step('c')], [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')]));
    expect(layout.steps.map(({ step: { id }, column }) => [id, column])).toEqual([['a', 0], ['b', 1], ['c', 1]]);
  });

  test('holds every step of a large flow once, none upon another', () => {
    const layout = layoutOf(large());
    expect(layout.steps).toHaveLength(90);
    expect(overlaps(layout)).toEqual([]);
    expect(Math.min(...layout.steps.map(({ y }) => y))).toBe(0);
    expect(layout.height).toBe(Math.max(...layout.steps.map(({ y, height }) => y + height)));
  });

  test('draws one line for each branch to a step of its own, none for ways back and shared ends', () => {
    const layout = layoutOf(diagram([step('a'), step('b'), step('c')], [edge('a', 'b'), edge('a', 'c'), edge('b', 'c'), edge('c', 'a')]));
    expect(layout.lines.map(({ from, to }) => from + to)).toEqual(['ab', 'ac']);
  });

  test('two answers that lead to the same step have a line each', () => {
    const edges = [{ ...edge('a', 'b'), branch: 'yes' }, { ...edge('a', 'b'), branch: 'no' }];
    expect(layoutOf(diagram([step('a'), step('b')], edges)).lines.map(({ branch }) => branch)).toEqual(['yes', 'no']);
  });

  test('a card grows by its branches and by what people made of an end', () => {
    const layout = layoutOf(diagram([step('a'), step('b', 'explain', { outcome: 'answered' })], [edge('a', 'b')]));
    expect(at(layout, 'a').height).toBe(SIZES.head + SIZES.row);
    expect(at(layout, 'b').height).toBe(SIZES.head + SIZES.foot);
  });

  test('from a question on, only what follows is shown', () => {
    const layout = layoutOf(diagram([step('a'), step('b'), step('c'), step('d')], [edge('a', 'b'), edge('b', 'c'), edge('a', 'd')]), 'b');
    expect(layout.steps.map(({ step: { id } }) => id)).toEqual(['b', 'c']);
    expect(at(layout, 'b').column).toBe(0);
  });

  test('a loop ends, what nothing leads to is not lost, an empty flow is empty', () => {
    const layout = layoutOf(diagram([step('a'), step('b'), step('lost')], [edge('a', 'b'), edge('b', 'a'), edge('b', 'nowhere')]));
    expect(layout.steps.map(({ step: { id } }) => id)).toEqual(['a', 'b', 'lost']);
    expect(overlaps(layout)).toEqual([]);
    expect(layoutOf(diagram([], [], 'a'))).toEqual({ steps: [], lines: [], width: 0, height: 0 });
  });
});

test('steps stand by the question that they follow from', () => {
  const steps = [step('a'), step('b', 'look_up'), step('c'), step('d', 'explain'), step('e', 'explain')];
  const layout = layoutOf(diagram(steps, [edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('a', 'e')]));
  expect(groupsOf(layout).map(({ question, steps: members }) => [question.step.id, members.map((each) => each.step.id)])).toEqual([
    ['a', ['a', 'b', 'e']],
    ['c', ['c', 'd']],
  ]);
});

test('arrow keys follow the branches and the columns', () => {
  const layout = layoutOf(diagram([step('a'), step('b'), step('c'), step('d')], [edge('a', 'b'), edge('a', 'c'), edge('b', 'd')]));
  expect(moved(layout, 'a', 'ArrowRight')).toBe('b');
  expect(moved(layout, 'b', 'ArrowDown')).toBe('c');
  expect(moved(layout, 'c', 'ArrowDown')).toBe('c');
  expect(moved(layout, 'c', 'ArrowUp')).toBe('b');
  expect(moved(layout, 'd', 'ArrowLeft')).toBe('b');
  expect(moved(layout, 'a', 'ArrowLeft')).toBe('a');
  expect(moved(layout, 'd', 'Home')).toBe('a');
});

test('a share is of all that went on', () => {
  const branches = [edge('a', 'b', 3), edge('a', 'c', 1)];
  expect(shareOf(branches[0]!, branches)).toBe(0.75);
  expect(shareOf(edge('a', 'b'), [edge('a', 'b')])).toBeNull();
});
