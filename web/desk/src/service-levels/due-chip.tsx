// In a list: which clock of a conversation is due next, and in how long.
import { Timer } from 'lucide-react';
import type { NextDue } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { duration, exactTime, useTicking } from '@ombud/ui/time';
import { useText } from '../text';
import { nearness } from './due';

export function DueChip({ due }: { due: NextDue }) {
  const text = useText();
  const language = useLanguage();
  // One text, so that it is drawn anew only when it says something else.
  const said = useTicking((now) => {
    const { shown, tone, left } = nearness(due, now);
    return shown ? tone + ' ' + duration(text, Math.abs(left)) : '';
  });
  if (said === '') return null;
  const [tone, ...words] = said.split(' ');
  const left = words.join(' ');
  const kind = text(`clocks.kind.${due.kind}`);
  const over = tone === 'danger';
  return (
    <span className="due-chip" data-tone={tone} title={text('clocks.due_at', { kind, time: exactTime(language, due.due_at) })}>
      <Timer size={12} aria-hidden="true" />
      <span className="hidden">{text(over ? 'clocks.chip_over' : 'clocks.chip_due', { kind, left })}</span>
      <span aria-hidden="true">{over ? text('clocks.over', { left }) : left}</span>
    </span>
  );
}
