// In place of a conversation that may not be opened: why, what is safe, and what to do.
import { ShieldAlert } from 'lucide-react';
import { Button } from '@ombud/ui/button';
import { useText } from '../text';

export function Stopped({ why, back, again }: { why: string | null; back: string; again: () => void }) {
  const text = useText();
  const spent = why === 'budget.spent';
  return (
    <section className="nothing stopped" aria-label={text('conversation.region')} role="alert">
      <ShieldAlert size={32} aria-hidden="true" />
      <h1>{text(spent ? 'stopped.spent' : 'stopped.archived')}</h1>
      <p>{text(spent ? 'stopped.spent_why' : 'stopped.archived_why')}</p>
      <p>
        <strong>{text(spent ? 'stopped.spent_do' : 'stopped.archived_do')}</strong>
      </p>
      <div className="acts">
        {spent && <Button onPress={again}>{text('act.retry')}</Button>}
        <a className="button" data-kind="quiet" href={back}>
          <span className="label">{text('conversation.back')}</span>
        </a>
      </div>
    </section>
  );
}
