// A complete sign-in to a frozen account: nothing opens, but the way out begins here.
import { startUnfreeze } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Form, useAct } from '@ombud/ui/act';
import type { Begun } from '../kept';
import { door } from '../session';
import { follow } from './asked';
import { When } from './pieces';
import type { Still } from './sign-in';
import { useText } from './text';

export function FrozenAccount({ begun, still, back }: { begun: Begun; still: Still; back: () => void }) {
  const text = useText();
  const act = useAct();
  const ask = async () => follow('unfreeze', begun, await still(startUnfreeze(door, begun.ticket!)));
  return (
    <Entrance title={text('frozen.title')}>
      {begun.frozen_at && (
        <p className="fact">
          {text('frozen.since')} <When at={begun.frozen_at} />
        </p>
      )}
      <p>{text('frozen.safe')}</p>
      <p>{text('unfreeze.how')}</p>
      <Form
        act={act}
        submit={ask}
        label={text('unfreeze.ask')}
        more={
          <button type="button" className="link" onClick={back}>
            {text('second.back')}
          </button>
        }
      />
    </Entrance>
  );
}
