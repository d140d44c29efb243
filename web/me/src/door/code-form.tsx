// The code of a letter, typed in: what it does, and what is wrong with it.
import { useState, type ReactNode } from 'react';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { CodeField } from '@ombud/ui/fields';

interface CodeFormProps {
  give: (code: string) => Promise<unknown>;
  label: string;
  /** While it is under way. */
  busy?: string;
  kind?: 'primary' | 'danger';
  more?: ReactNode;
}

export function CodeForm({ give, label, busy = label, kind = 'primary', more }: CodeFormProps) {
  const act = useAct();
  const at = useErrorAt(act);
  const [code, setCode] = useState('');
  return (
    <Form act={act} submit={() => give(code)} kind={kind} label={act.busy ? busy : label} fields={['code']} more={more}>
      <CodeField autoFocus value={code} onChange={setCode} error={at('code')} />
    </Form>
  );
}
