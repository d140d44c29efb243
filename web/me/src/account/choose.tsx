// Windows in which something is chosen anew: the password, the anti-phishing phrase.
import { useState } from 'react';
import { changePassword, setPhrase } from '@ombud/shared/account';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { NewPassword } from '../door/new-password';
import { inside, know } from '../session';
import { useText } from './text';

export function ChangePassword({ words, onClose }: { words: string[]; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [password, setPassword] = useState('');
  const submit = async () => {
    know(await changePassword(inside, password));
    toast(text('password.saved'));
    onClose();
  };
  return (
    <Dialog title={text('password.change')} onClose={onClose}>
      <p>{text('change.ends_others')}</p>
      <Form act={act} submit={submit} label={text('act.save')} fields={['password']}>
        <NewPassword autoFocus value={password} onChange={setPassword} error={at('password')} words={words} />
      </Form>
    </Dialog>
  );
}


export function ChoosePhrase({ now, onClose }: { now: string; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [phrase, setChosen] = useState(now);
  const submit = async () => {
    know(await setPhrase(inside, phrase.trim()));
    toast(text('phrase.saved'));
    onClose();
  };
  return (
    <Dialog title={text('phrase.title')} onClose={onClose}>
      <p>{text('phrase.why')}</p>
      <Form act={act} submit={submit} label={text('act.save')} fields={['phrase']}>
        <Field label={text('phrase.label')} isRequired autoFocus value={phrase} onChange={setChosen} error={at('phrase')} help={text('phrase.help')} input={{ dir: 'auto' }} />
      </Form>
    </Dialog>
  );
}
