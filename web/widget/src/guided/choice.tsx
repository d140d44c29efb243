// The buttons that lead into a guided answer and on in it.
import { Icon } from '../bits';
import type { Guide } from './guide';

const GO = 'm9 6 6 6-6 6';

export const drawQuestions = (of: Guide) => (
  <div class="answers" role="group" aria-label={of.t('questions')}>
    {of.flows.map(({ name, title }) => (
      <Choice key={name} label={title} onClick={() => void of.begin(name, title)} />
    ))}
  </div>
);

export const Choice = ({ label, hint, onClick }: { label: string; hint?: string | null; onClick: () => void }) => (
  <button class="choice" type="button" onClick={onClick}>
    <span dir="auto">{label}{hint && <small>{hint}</small>}</span>
    <Icon path={GO} />
  </button>
);
