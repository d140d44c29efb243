// Marking a customer as a canary: nobody has business in their conversations, so whoever opens one raises an alarm.
import { useState } from 'react';
import { Bird } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { setCanary } from '@ombud/shared/insiders';
import { Button } from '@ombud/ui/button';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useText } from '../text';
import { Sure } from '../ui/sure';

/** The desk does not say whether somebody is one: that would show it to all. */
export function CanarySwitch({ conversation }: { conversation: Id }) {
  const text = useText();
  const { http } = useDesk();
  const [wish, setWish] = useState<boolean | null>(null);
  return (
    <details className="canary">
      <summary>
        <Bird size={14} aria-hidden="true" />
        {text('canary.title')}
      </summary>
      <p className="quiet">{text('canary.about')}</p>
      <div className="canary-acts">
        <Button onPress={() => setWish(true)}>{text('canary.on')}</Button>
        <Button kind="quiet" onPress={() => setWish(false)}>
          {text('canary.off')}
        </Button>
      </div>
      {wish !== null && (
        <Sure
          title={text(wish ? 'canary.on' : 'canary.off')}
          label={text(wish ? 'canary.on' : 'canary.off')}
          kind={wish ? 'danger' : 'primary'}
          onClose={() => setWish(null)}
          run={async () => {
            const { on } = await setCanary(http, conversation, wish);
            toast(text(on ? 'canary.is_on' : 'canary.is_off'));
          }}
        >
          <p>{text(wish ? 'canary.on_why' : 'canary.off_why')}</p>
        </Sure>
      )}
    </details>
  );
}
