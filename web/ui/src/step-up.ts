// An act that matters is refused until the person has proved anew that it is them: asked once, however many calls wait for it.
import { Problem } from '@ombud/shared/api';
import { Store } from './store';

export interface StepUpQuestion { answer: (done: boolean) => void }
/** Set while somebody is asked. */
export const stepUpQuestion = new Store<StepUpQuestion | null>(null);
let asking: Promise<boolean> | null = null;

function askStepUp(): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    stepUpQuestion.set({
      answer: (done) => {
        asking = null;
        stepUpQuestion.set(null);
        resolve(done);
      },
    });
  });
  return asking;
}

/** A call that is refused for want of a fresh proof is made again once that is given. */
export async function withStepUp<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'step_up.required')) throw error;
    if (!(await askStepUp())) throw new Problem('cancelled');
    return call();
  }
}
