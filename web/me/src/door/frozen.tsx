// A complete sign-in to a frozen account: nothing opens, but the way out begins here.
import { startUnfreeze, type SignIn as Answer } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Form, useAct } from '@ombud/ui/act';
import { go } from '../route';
import { door } from '../session';
import { When } from './pieces';
import { useText } from './text';

export function FrozenAccount({ answer }: { answer: Answer }) {
  const text = useText();
  const act = useAct();
  const ask = async () => {
    const { tracking } = await startUnfreeze(door, answer.ticket!);
    go('/me/unfreeze#tracking=' + encodeURIComponent(tracking));
  };
  return (
    <Entrance title={text('frozen.title')}>
      {answer.frozen_at && (
        <p className="fact">
          {text('frozen.since')} <When at={answer.frozen_at} />
        </p>
      )}
      <p>{text('frozen.safe')}</p>
      <p>{text('unfreeze.how')}</p>
      <Form act={act} submit={ask} label={text('unfreeze.ask')} />
    </Entrance>
  );
}
