// What became of those who came to a step: solved, not solved, gone without a word, stopped; a bar with the same in words.
import type { DiagramStep } from '@ombud/shared/diagnosis';
import { useText } from '../text';

export function Shares({ step }: { step: DiagramStep }) {
  const text = useText();
  const { reached, solved, not_solved, stopped, outcome } = step;
  if (outcome === null) return <small data-tone="wait">{text('flows.stopped', { count: stopped })}</small>;
  if (reached === 0) return <small className="quiet">{text('flows.nobody')}</small>;
  const silent = Math.max(0, reached - solved - not_solved);
  const part = (count: number) => ({ flexGrow: count });
  return (
    <span className="shares-line" title={text('flows.shares', { solved, not_solved, silent })}>
      <span className="shares" aria-hidden="true">
        <i data-tone="good" style={part(solved)} />
        <i data-tone="danger" style={part(not_solved)} />
        <i style={part(silent)} />
      </span>
      <small>{text('flows.said', { solved, not_solved })}</small>
    </span>
  );
}
