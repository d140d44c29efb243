// The state of an incident, in a word and a colour.
import { CircleAlert, CircleCheck, Eye } from 'lucide-react';
import type { IncidentState } from '@ombud/shared/incidents';
import { useText } from '../text';
import { TONES } from './incident-words';

const ICONS = { open: CircleAlert, monitoring: Eye, resolved: CircleCheck } as const;

export function IncidentStateMark({ state }: { state: IncidentState }) {
  const text = useText();
  const Icon = ICONS[state];
  return (
    <span className="state-mark" data-tone={TONES[state]}>
      <Icon size={16} aria-hidden="true" />
      {text(`incidents.state.${state}`)}
    </span>
  );
}
