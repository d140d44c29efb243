// Words for what a flow says by itself in none: branches of numbers and of chance, and Markdown as one plain line.
import type { DiagramEdge } from '@ombud/shared/diagnosis';
import { isKey, type Text } from '../text';

export function branchWords(text: Text, { label, branch }: Pick<DiagramEdge, 'label' | 'branch'>): string {
  if (label) return label;
  const [name = '', value] = branch.split(':');
  const key = 'flows.branch.' + name;
  return isKey(key) ? text(key, { value: value ?? '' }) : branch;
}

export const plainWords = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*(?:[-*+]|\d+\.|#{1,6}|>)[ \t]+/gm, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/(^|[\s（(])[*_]([^*_\n]+)[*_]/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
