// One step looked at: its words in both languages, what it looks up, how many came and where they went.
import { X } from 'lucide-react';
import type { Diagram } from '@ombud/shared/diagnosis';
import { LANGUAGES } from '@ombud/shared/i18n';
import { IconButton } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useWide } from '../media';
import { useText } from '../text';
import { shareOf, type Placed } from './layout';
import { Shares } from './shares';
import { branchWords, plainWords } from './words';

interface StepDetailsProps {
  placed: Placed;
  both: Record<'zh-CN' | 'en', Diagram>;
  select: (id: string) => void;
  onClose: () => void;
}

/** Beside the diagram where there is room, else over it. */
export function StepDetails(props: StepDetailsProps) {
  const text = useText();
  const wide = useWide();
  const title = text(`flows.kind.${props.placed.step.kind}`);
  if (!wide) {
    return (
      <Dialog title={title} size="wide" onClose={props.onClose}>
        <div className="step-details">
          <Details {...props} />
        </div>
      </Dialog>
    );
  }
  return (
    <section className="step-details" aria-labelledby="step-title">
      <header>
        <h2 id="step-title">{title}</h2>
        <IconButton label={text('act.close')} onPress={props.onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <Details {...props} />
    </section>
  );
}

function Details({ placed: { step, branches }, both, select }: StepDetailsProps) {
  const text = useText();
  const language = useLanguage();
  const names = new Map(both[language].steps.map((each) => [each.id, plainWords(each.text)]));
  return (
    <>
      {LANGUAGES.map((each) => (
        <p key={each} lang={each} className="step-words">
          {both[each].steps.find(({ id }) => id === step.id)?.text}
        </p>
      ))}
      <dl>
        <dt>{text('flows.step')}</dt>
        <dd>
          <code dir="ltr">{step.id}</code> <span className="quiet">{text('flows.line', { value: step.line })}</span>
        </dd>
        {step.name && (
          <>
            <dt>{text(step.kind === 'act' ? 'flows.act' : 'flows.fact')}</dt>
            <dd>
              <code dir="ltr">{step.name}</code>
            </dd>
          </>
        )}
        {step.outcome && (
          <>
            <dt>{text('flows.end')}</dt>
            <dd>{text(`outcome.${step.outcome}`)}</dd>
          </>
        )}
        <dt>{text('flows.came')}</dt>
        <dd>{text('flows.reached', { count: step.reached })}</dd>
        {step.stopped > 0 && (
          <>
            <dt>{text('flows.left')}</dt>
            <dd>{text('flows.stopped', { count: step.stopped })}</dd>
          </>
        )}
      </dl>
      {step.outcome && step.reached > 0 && <Shares step={step} />}
      {branches.length > 0 && (
        <>
          <h3>{text('flows.branches')}</h3>
          <ul className="branches">
            {branches.map((edge) => {
              const share = shareOf(edge, branches);
              return (
                <li key={edge.branch}>
                  <p>
                    <span>{branchWords(text, edge)}</span>
                    <span className="quiet">
                      {text('number', { value: edge.runs })}
                      {share !== null && ` · ${text('flows.percent', { value: Math.round(share * 100) })}`}
                    </span>
                  </p>
                  <button type="button" className="link" onClick={() => select(edge.to)}>
                    → {names.get(edge.to) ?? edge.to}
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </>
  );
}
