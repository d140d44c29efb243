// The start of a recovery: what happened, in the person's own words, sent with a sign-in whose password was right.
import { useState } from 'react';
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import { startRecovery } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Form, useAct } from '@ombud/ui/act';
import { go } from '../route';
import { door } from '../session';
import { useText } from './text';

const LONGEST = 2000;

export function LostFactor({ ticket, back }: { ticket: string; back: () => void }) {
  const text = useText();
  const act = useAct();
  const [statement, setStatement] = useState('');
  const submit = async () => {
    const { tracking } = await startRecovery(door, ticket, statement.trim());
    go('/me/recovery#tracking=' + encodeURIComponent(tracking));
  };
  return (
    <Entrance title={text('recovery.title')}>
      <p>{text('recovery.why')}</p>
      <ul className="rules">
        <li>{text('recovery.rule_people')}</li>
        <li>{text('recovery.rule_wait')}</li>
        <li>{text('recovery.rule_hold')}</li>
      </ul>
      <Form
        act={act}
        submit={submit}
        label={text('recovery.ask')}
        more={
          <button type="button" className="link" onClick={back}>
            {text('second.back_one')}
          </button>
        }
      >
        <TextField className="field" isRequired value={statement} onChange={setStatement} autoFocus>
          <Label>{text('recovery.statement')}</Label>
          <TextArea rows={5} maxLength={LONGEST} dir="auto" />
          <Text slot="description" className="field-help">
            {text('recovery.statement_help')}
          </Text>
        </TextField>
      </Form>
    </Entrance>
  );
}
