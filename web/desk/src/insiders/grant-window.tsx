// Allowing a colleague more than their budget, for this shift, with a reason on the record.
import { useState } from 'react';
import { grantMore, LONGEST_PURPOSE, SHORTEST_PURPOSE, type WatchedPerson } from '@ombud/shared/insiders';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { NumberField } from './number-field';
import { wholeNumber } from './watching';

const MOST = 1000;

export function GrantWindow({ person, hours, onClose, onGranted }: { person: WatchedPerson; hours: number; onClose: () => void; onGranted: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [typed, setTyped] = useState({ customers: '10', reveals: '0' });
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const customers = wholeNumber(typed.customers, 0, MOST);
  const reveals = wholeNumber(typed.reveals, 0, MOST);
  const tooShort = Array.from(reason.trim()).length < SHORTEST_PURPOSE;
  const nothing = customers === 0 && reveals === 0;
  const wrong = (value: number | null) => (tried && value === null ? text('insiders.number', { most: MOST }) : null);
  const change = (part: Partial<typeof typed>) => {
    setTyped((now) => ({ ...now, ...part }));
    act.forget();
  };
  const submit = async () => {
    setTried(true);
    if (customers === null || reveals === null || nothing || tooShort) return;
    await grantMore(http, { staff_id: person.id, customers, reveals, reason: reason.trim() });
    toast(text('insiders.granted', { name: person.name }));
    onGranted();
  };
  return (
    <Dialog title={text('insiders.grant_title', { name: person.name })} onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        kind="danger"
        label={text('insiders.grant_act')}
        fields={['customers', 'reveals', 'reason', 'purpose']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <p>{text('insiders.grant_about', { hours })}</p>
        <div className="form-grid">
          <NumberField
            label={text('insiders.more_customers')}
            value={typed.customers}
            onChange={(value) => change({ customers: value })}
            error={wrong(customers) ?? (tried && nothing ? text('insiders.grant_nothing') : at('customers'))}
            autoFocus
          />
          <NumberField label={text('insiders.more_reveals')} value={typed.reveals} onChange={(value) => change({ reveals: value })} error={wrong(reveals) ?? at('reveals')} />
        </div>
        <AreaField
          label={text('reveal.reason')}
          help={text('reveal.reason_help')}
          rows={2}
          longest={LONGEST_PURPOSE}
          required
          value={reason}
          onChange={(value) => {
            setReason(value);
            act.forget();
          }}
          error={tried && tooShort ? text('problem.purpose.reason') : at('reason', 'purpose')}
        />
      </Form>
    </Dialog>
  );
}
