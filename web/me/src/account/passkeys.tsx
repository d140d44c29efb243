// Windows about passkeys: adding one, giving it another name.
import { useState } from 'react';
import { addPasskey, newPasskeyChallenge, renamePasskey, type Passkey } from '@ombud/shared/account';
import { Dialog } from '@ombud/ui/dialog';
import { EnrolPasskey, PasskeyName } from '@ombud/ui/enrol';
import { toast } from '@ombud/ui/toast';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { inside, know } from '../session';
import { useText } from './text';

export function AddPasskey({ onClose }: { onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text('passkeys.add')} onClose={onClose}>
      <EnrolPasskey
        challenge={() => newPasskeyChallenge(inside)}
        add={async (made) => {
          know(await addPasskey(inside, made));
          toast(text('passkeys.added'));
          onClose();
        }}
      />
    </Dialog>
  );
}

export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const text = useText();
  const act = useAct();
  const at = useErrorAt(act);
  const [name, setName] = useState(passkey.name);
  const submit = async () => {
    know(await renamePasskey(inside, passkey.id, name.trim()));
    onClose();
  };
  return (
    <Dialog title={text('passkeys.rename_title')} onClose={onClose}>
      <Form act={act} submit={submit} label={text('act.save')} fields={['name']}>
        <PasskeyName value={name} onChange={setName} error={at('name')} />
      </Form>
    </Dialog>
  );
}
