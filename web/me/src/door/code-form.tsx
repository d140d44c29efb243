// The code of a letter, typed in: what it does, what is wrong with it, and another one.
import { useState } from 'react';
import { Form, Trouble, useAct, useErrorAt } from '@ombud/ui/act';
import { CodeField } from '@ombud/ui/fields';
import { toast } from '@ombud/ui/toast';
import { useText } from './text';

interface CodeFormProps {
  give: (code: string) => Promise<unknown>;
  label: string;
  /** While it is under way. */
  busy?: string;
  kind?: 'primary' | 'danger';
}

export function CodeForm({ give, label, busy = label, kind = 'primary' }: CodeFormProps) {
  const act = useAct();
  const at = useErrorAt(act);
  const [code, setCode] = useState('');
  return (
    <Form act={act} submit={() => give(code)} kind={kind} label={act.busy ? busy : label} fields={['code']}>
      <CodeField autoFocus value={code} onChange={setCode} error={at('code')} />
    </Form>
  );
}

/** Asks for another code, in place of the one before. */
export function NewCode({ ask }: { ask: () => Promise<unknown> }) {
  const text = useText();
  const act = useAct();
  const send = async () => {
    await ask();
    toast(text('code.again_sent'));
  };
  return (
    <>
      <Trouble act={act} />
      <button type="button" className="link" disabled={act.busy || act.wait > 0} onClick={() => void act.run(send)}>
        {act.wait > 0 ? text('sign_in.wait', { count: act.wait }) : text('code.again')}
      </button>
    </>
  );
}
