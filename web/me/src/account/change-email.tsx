// The window for another address: a code goes there, and only with it the address counts.
import { useState } from 'react';
import { addEmail, confirmEmail, type Ticket } from '@ombud/shared/account';
import { Dialog } from '@ombud/ui/dialog';
import { toast } from '@ombud/ui/toast';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { EmailField } from '@ombud/ui/fields';
import { CodeForm, NewCode } from '../door/code-form';
import { When } from '../door/pieces';
import { inside, know } from '../session';
import { useText } from './text';

export function ChangeEmail({ use, onClose }: { use: 'primary' | 'second'; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState<Ticket | null>(null);
  const ask = async () => setSent(await addEmail(inside, email.trim(), use));
  const confirm = async (code: string) => {
    know(await confirmEmail(inside, sent!.ticket, code));
    toast(text('email.saved'));
    onClose();
  };
  return (
    <Dialog title={text(use === 'primary' ? 'email.change' : 'email.second')} onClose={onClose}>
      {sent === null ? (
        <>
          <p>{text(use === 'primary' ? 'email.change_why' : 'email.second_why')}</p>
          <Form act={act} submit={ask} label={text('freeze.send_code')} fields={['email']}>
            <EmailField label={text('email.new')} autoFocus value={email} onChange={setEmail} error={at('email')} />
          </Form>
        </>
      ) : (
        <>
          <p>
            {text('code.why', { email: email.trim() })} <When at={sent.expires_at} />
          </p>
          <CodeForm key={sent.ticket} give={confirm} label={text('act.confirm')} />
          <NewCode ask={ask} />
        </>
      )}
    </Dialog>
  );
}
