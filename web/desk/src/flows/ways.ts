// Two ways of one run, before and in a new version: what they have in common, and what their steps and branches are called.
import type { Diagram, DiagramStep, ReplayTurn } from '@ombud/shared/diagnosis';
import type { Text } from '../text';
import { branchWords, plainWords } from './words';

/** How many steps both begin with. */
export function shared(was: readonly ReplayTurn[], now: readonly ReplayTurn[]): number {
  const parted = was.findIndex(({ step }, index) => now[index]?.step !== step);
  return parted < 0 ? was.length : parted;
}

export interface Names {
  step: (id: string) => DiagramStep | undefined;
  words: (id: string) => string;
  branch: (from: string, branch: string) => string;
}

/** As the first of the diagrams that knows it says it; a step of a version long gone goes by its own name. */
export function namesOf(text: Text, ...diagrams: readonly Diagram[]): Names {
  const step = (id: string) => diagrams.flatMap(({ steps }) => steps.filter((each) => each.id === id))[0];
  return {
    step,
    words: (id) => plainWords(step(id)?.text ?? '') || id,
    branch: (from, branch) => {
      const edge = diagrams.flatMap(({ edges }) => edges.filter((each) => each.from === from && each.branch === branch))[0];
      return branchWords(text, edge ?? { label: '', branch });
    },
  };
}

/** The line of a file that a mistake is in, without what stands before and after it. */
export const lineOf = (text: string, line: number): string => (text.split(/\r\n|\r|\n/)[line - 1] ?? '').trim();
