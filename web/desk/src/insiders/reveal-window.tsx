// Before a personal field is shown: why, who will know, and what the customer will read about it.
import { useState } from 'react';
import { Eye } from 'lucide-react';
import { newClientId, type Conversation } from '@ombud/shared/api';
import { LONGEST_PURPOSE, PURPOSES, SHORTEST_PURPOSE, type Purpose } from '@ombud/shared/insiders';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useDesk } from '../desk';
import { customerName } from '../names';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { fieldName, revealLine } from './reveal-words';

interface RevealProps {
  conversation: Conversation;
  field: string;
  /** Of today's budget, where it is known. */
  left: number | null;
  onClose: () => void;
  onRevealed: () => void;
}

export function RevealWindow({ conversation, field, left, onClose, onRevealed }: RevealProps) {
  const text = useText();
  const { me, insiders } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [purpose, setPurpose] = useState<Purpose | null>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  // A try that may have arrived is repeated under the same number: it counts once.
  const [client_id] = useState(newClientId);
  const tooShort = purpose === 'other' && Array.from(reason.trim()).length < SHORTEST_PURPOSE;
  const submit = async () => {
    setMissing(purpose === null || tooShort);
    if (purpose === null || tooShort) return;
    await insiders.reveal(conversation.id, { field, purpose, reason: reason.trim() }, client_id);
    onRevealed();
  };
  const choose = (each: Purpose) => {
    setPurpose(each);
    setMissing(false);
    act.forget();
  };
  return (
    <Dialog title={text('reveal.title', { field: fieldName(text, field) })} onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        kind="danger"
        label={text('reveal.act')}
        fields={['reason', 'purpose']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <p>{text('reveal.about', { name: customerName(text, conversation.customer) })}</p>
        <fieldset className="choices reveal-purposes" aria-describedby={missing && purpose === null ? 'reveal-missing' : undefined}>
          <legend>{text('reveal.why')}</legend>
          {PURPOSES.map((each) => (
            <label key={each} className="checkbox">
              <input type="radio" name="purpose" checked={purpose === each} onChange={() => choose(each)} />
              <span>{text(`reveal.purpose.${each}`)}</span>
            </label>
          ))}
          {missing && purpose === null && (
            <small id="reveal-missing" className="field-error" role="alert">
              {text('reveal.choose')}
            </small>
          )}
        </fieldset>
        {purpose !== null && (
          <>
            <AreaField
              label={text(purpose === 'other' ? 'reveal.reason' : 'reveal.reason_optional')}
              help={text(purpose === 'other' ? 'reveal.reason_help' : 'reveal.reason_optional_help')}
              rows={2}
              longest={LONGEST_PURPOSE}
              required={purpose === 'other'}
              value={reason}
              onChange={(value) => {
                setReason(value);
                act.forget();
              }}
              error={missing && tooShort ? text('problem.purpose.reason') : at('reason', 'purpose')}
            />
            <div className="customer-reads">
              <Eye size={16} aria-hidden="true" />
              <p>
                {text('reveal.customer_reads')} <q>{revealLine(text, 'customer', { field, purpose }, me.public_name)}</q>
              </p>
            </div>
          </>
        )}
        {left !== null && <p className="quiet">{text('reveal.left', { count: left })}</p>}
      </Form>
    </Dialog>
  );
}
