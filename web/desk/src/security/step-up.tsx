// "Is it you?" at the desk, before a dangerous act.
import { staffStepUpChallenge, stepUpStaff } from '@ombud/shared/staff';
import type { StepUpQuestion } from '@ombud/ui/step-up';
import { StepUpDialog } from '@ombud/ui/step-up-dialog';
import { useDesk } from '../desk';

export default function StepUp({ question }: { question: StepUpQuestion }) {
  const { http } = useDesk();
  return <StepUpDialog question={question} challenge={() => staffStepUpChallenge(http)} prove={(proof) => stepUpStaff(http, proof)} />;
}
