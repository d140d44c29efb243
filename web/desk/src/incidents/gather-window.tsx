// Adding all conversations that match now, once: from a saved view or by conditions of one's own, counted before.
import { useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { gatherFor, type Incident } from '@ombud/shared/incidents';
import { NO_CONDITIONS, type Conditions } from '@ombud/shared/work';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useStore } from '@ombud/ui/store';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { ConditionsEditor, unfilledIn } from '../handling/conditions';
import { useText } from '../text';
import { SelectField } from '../ui/inputs';
import { isEmpty, TrialLine } from './trial-line';

export function GatherWindow({ incident, onClose, onDone }: { incident: Incident; onClose: () => void; onDone: () => void }) {
  const text = useText();
  const { http, work } = useDesk();
  const act = useAct();
  const views = useStore(work.views) ?? [];
  const [view, setView] = useState('');
  const [conditions, setConditions] = useState<Conditions>(NO_CONDITIONS);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async () => {
    const unfilled = unfilledIn(conditions);
    setWrong(unfilled);
    if (unfilled) throw new Problem('condition.value', 422, unfilled);
    if (isEmpty(conditions)) throw new Problem('incident.everybody', 422, 'conditions');
    const { added, already } = await gatherFor(http, incident.id, conditions);
    toast(added > 0 ? text('incidents.joined', { count: added, reference: incident.reference }) : text('incidents.joined_already', { count: already, reference: incident.reference }));
    onDone();
    onClose();
  };
  const change = (next: Conditions) => {
    setConditions(next);
    setWrong(null);
    act.forget();
  };
  return (
    <Dialog title={text('incidents.gather_title', { reference: incident.reference })} size="wide" onClose={onClose}>
      <Form act={act} submit={submit} label={text('incidents.gather_do')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <p>{text('incidents.gather_about')}</p>
        {views.length > 0 && (
          <SelectField
            label={text('incidents.from_view')}
            value={view}
            onChange={(id) => {
              setView(id);
              change(views.find((each) => each.id === id)?.conditions ?? NO_CONDITIONS);
            }}
            options={[['', text('incidents.no_view')], ...views.map(({ id, name }) => [id, name] as const)]}
          />
        )}
        <ConditionsEditor key={view} value={conditions} onChange={change} wrong={wrong} />
        <TrialLine conditions={conditions} />
      </Form>
    </Dialog>
  );
}
