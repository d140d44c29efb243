// How many conversations match, told while the conditions are being written.
import { useEffect, useState } from 'react';
import { tryIncident, type IncidentTrial } from '@ombud/shared/incidents';
import type { Conditions } from '@ombud/shared/work';
import { useDesk } from '../desk';
import { unfilledIn } from '../handling/conditions';
import { problemText, useText } from '../text';

const PAUSE = 400;

export const isEmpty = ({ all, any }: Conditions): boolean => all.length + any.length === 0;

export function TrialLine({ conditions }: { conditions: Conditions }) {
  const text = useText();
  const { http } = useDesk();
  const [seen, setSeen] = useState<{ of: Conditions; trial: IncidentTrial | null; error: unknown } | null>(null);
  const unfilled = isEmpty(conditions) || unfilledIn(conditions) !== null;
  useEffect(() => {
    if (unfilled) return;
    const gone = new AbortController();
    const timer = setTimeout(() => {
      tryIncident(http, conditions, gone.signal).then(
        (trial) => setSeen({ of: conditions, trial, error: null }),
        (error: unknown) => !gone.signal.aborted && setSeen({ of: conditions, trial: null, error }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [http, conditions, unfilled]);
  const known = seen?.of === conditions ? seen : null;
  return (
    <p className="trial-line" role="status">
      {unfilled
        ? text('incidents.trial_unfilled')
        : known?.error
          ? problemText(text, known.error)
          : known?.trial
            ? text('incidents.trial', { count: known.trial.conversations, chinese: known.trial.chinese, english: known.trial.english, unanswered: known.trial.unanswered })
            : text('bulk.looking')}
    </p>
  );
}
