// Beside the facts: what can be done with this conversation and another one.
import { Button } from '@ombud/ui/button';
import type { Conversation } from '@ombud/shared/api';
import { tieActsOf } from '../acts';
import { useDesk } from '../desk';
import { useText } from '../text';

export function TieButtons({ conversation, onDone }: { conversation: Conversation; onDone?: (() => void) | undefined }) {
  const text = useText();
  const acts = tieActsOf(useDesk(), conversation).filter(({ id }) => id !== 'follow');
  if (acts.length === 0) return null;
  return (
    <section className="tie-buttons" aria-labelledby="tie-buttons-title">
      <h3 id="tie-buttons-title">{text('ties.section')}</h3>
      <div className="acts">
        {acts.map((act) => (
          <Button
            key={act.id}
            onPress={() => {
              onDone?.();
              act.run();
            }}
          >
            {text(act.label)}
          </Button>
        ))}
      </div>
    </section>
  );
}
