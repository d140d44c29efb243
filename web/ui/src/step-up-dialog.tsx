// "Is it you?": asked before an act that matters, over whatever is open.
import { useEffect, useState } from 'react';
import type { Method, StepUp } from '@ombud/shared/account';
import { Trouble, useAct } from './act';
import { Dialog } from './dialog';
import { Prove, type Challenge } from './prove';
import type { StepUpQuestion } from './step-up';
import { useSharedText } from './text';
import { Waiting } from './waiting';

interface StepUpDialogProps {
  question: StepUpQuestion;
  challenge: () => Promise<Challenge & { methods: readonly Method[] }>;
  prove: (proof: StepUp) => Promise<unknown>;
}

export function StepUpDialog({ question, challenge, prove }: StepUpDialogProps) {
  const text = useSharedText();
  const act = useAct();
  const { run } = act;
  const [methods, setMethods] = useState<readonly Method[] | null>(null);
  useEffect(() => {
    void run(async () => setMethods((await challenge()).methods));
    // Asked once for each question.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [question]);
  return (
    <Dialog title={text('step_up.title')} onClose={() => question.answer(false)}>
      <p>{text('step_up.why')}</p>
      <Trouble act={act} />
      {!methods && act.error === null && <Waiting />}
      {methods && (
        <Prove
          methods={methods}
          challenge={challenge}
          prove={async (proof) => {
            await prove(proof);
            question.answer(true);
          }}
          label={text('step_up.act')}
        />
      )}
    </Dialog>
  );
}
