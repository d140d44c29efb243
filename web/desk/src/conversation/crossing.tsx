// The stop before two people answer the same thing: what the other said, and what to do with mine.
import { Users } from 'lucide-react';
import type { Entry } from '@ombud/shared/api';
import { useText } from '../text';
import { Button } from '@ombud/ui/button';
import { Body } from './entry';

interface CrossingProps {
  /** Unknown until the live connection brings it. */
  other: Entry | undefined;
  onInsist: () => void;
  onEdit: () => void;
  onDiscard: () => void;
}

export function Crossing({ other, onInsist, onEdit, onDiscard }: CrossingProps) {
  const text = useText();
  return (
    <div className="crossing" role="alert">
      <p className="crossing-title">
        <Users size={16} aria-hidden="true" />
        {text('crossing.title', { name: other?.author.name ?? text('author.colleague') })}
      </p>
      {other && (
        <blockquote>
          {other.body ? <Body body={other.body} removed={other.removed} /> : text('row.attachments', { count: other.attachments.length })}
        </blockquote>
      )}
      <div>
        <Button onPress={onEdit}>{text('crossing.edit')}</Button>
        <Button onPress={onInsist}>{text('crossing.insist')}</Button>
        <Button kind="quiet" onPress={onDiscard}>
          {text('crossing.discard')}
        </Button>
      </div>
    </div>
  );
}
