// The start of a recovery: what happened, in the person's own words, sent with a sign-in whose password was right.
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import { startRecovery } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Form, useAct } from '@ombud/ui/act';
import type { Begun } from '../kept';
import { door } from '../session';
import { follow } from './asked';
import { useText } from './text';

const LONGEST = 2000;

interface LostFactorProps {
  begun: Begun;
  statement: string;
  change: (statement: string) => void;
  back: () => void;
}

export function LostFactor({ begun, statement, change, back }: LostFactorProps) {
  const text = useText();
  const act = useAct();
  const submit = async () => follow('recovery', begun, await startRecovery(door, begun.ticket!, statement.trim()));
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
        <TextField className="field" isRequired value={statement} onChange={change} autoFocus>
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
