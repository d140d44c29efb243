// The buttons of what can be done with a conversation.
import { useState } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import type { Conversation } from '@ombud/shared/api';
import { actsOf, nextAct, standsOut, type Act } from '../acts';
import { useDesk } from '../desk';
import { useText } from '../text';
import { Button } from '@ombud/ui/button';

export function ActButton({ act, kind, onDone }: { act: Act; kind: 'primary' | 'plain'; onDone?: (() => void) | undefined }) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await act.run();
    setBusy(false);
    onDone?.();
  };
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button kind={kind} isPending={busy} onPress={() => void press()}>
        {text(act.label)}
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {text(act.label)}
        <kbd>{act.shortcut}</kbd>
      </Tooltip>
    </TooltipTrigger>
  );
}

export function Acts({ conversation, onDone }: { conversation: Conversation; onDone?: () => void }) {
  const desk = useDesk();
  const acts = actsOf(desk, conversation).filter((act) => act.id !== 'reply' && act.id !== 'note');
  const next = nextAct(acts, conversation, desk.me.id);
  const ordered = [...acts].sort((a, b) => Number(b === next) - Number(a === next));
  return (
    <div className="acts">
      {ordered.map((act) => (
        <ActButton key={act.id} act={act} kind={standsOut(act, conversation) ? 'primary' : 'plain'} onDone={onDone} />
      ))}
    </div>
  );
}
