// What changed between two texts, line by line.

export interface ChangedLine { kind: 'same' | 'gone' | 'new'; line: string }

/** A table of this many cells is made at once; larger texts are compared as a whole. */
const MOST_CELLS = 4_000_000;

/** The longest common run of lines stays; what is around it went or came. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const same = (line: string): ChangedLine => ({ kind: 'same', line });
  return [
    ...a.slice(0, head).map(same),
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function between(a: readonly string[], b: readonly string[]): ChangedLine[] {
  if (a.length * b.length > MOST_CELLS) {
    return [...a.map((line) => ({ kind: 'gone' as const, line })), ...b.map((line) => ({ kind: 'new' as const, line }))];
  }
  // length[i][j]: of the longest common run of a from i and b from j.
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * width + j] =
        a[i] === b[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
    }
  }
  const result: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      result.push({ kind: 'same', line: a[i]! });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || length[(i + 1) * width + j]! >= length[i * width + j + 1]!)) {
      result.push({ kind: 'gone', line: a[i]! });
      i += 1;
    } else {
      result.push({ kind: 'new', line: b[j]! });
      j += 1;
    }
  }
  return result;
}

export type Shown = ChangedLine | { kind: 'left out'; count: number };

/** Only what changed, with a little around it. */
export function withoutTheSame(lines: readonly ChangedLine[], around = 2): Shown[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same'));
  const result: Shown[] = [];
  lines.forEach((line, index) => {
    const last = result.at(-1);
    if (near[index]) result.push(line);
    else if (last?.kind === 'left out') last.count += 1;
    else result.push({ kind: 'left out', count: 1 });
  });
  return result;
}
