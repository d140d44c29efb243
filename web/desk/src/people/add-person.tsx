// Adding a person: who they are, then the one-time link that they choose their password with.
import { useState } from 'react';
import type { RoleRow } from '@ombud/shared/access';
import { addStaff } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { useText } from '../text';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { CopyButton } from '@ombud/ui/copy';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { EmailField } from '@ombud/ui/fields';
import { RoleSelect } from './role-select';

const BLANK = { email: '', name: '', public_name: '', role: 'agent' };

export function AddPerson({ roles, onClose, onAdded }: { roles: readonly RoleRow[]; onClose: () => void; onAdded: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [values, setValues] = useState(BLANK);
  const [link, setLink] = useState<string | null>(null);
  const act = useAct();
  const at = useErrorAt(act);
  const set = (name: 'email' | 'name' | 'public_name') => (value: string) => {
    setValues((now) => ({ ...now, [name]: value }));
    act.forget();
  };
  const submit = async () => {
    setLink(new URL((await addStaff(desk.http, values)).setup_link, location.origin).href);
    onAdded();
  };

  if (link !== null) {
    return (
      <Dialog title={text('people.added', { name: values.name })} onClose={onClose}>
        <LinkToSend link={link} name={values.name} />
        <footer>
          <Button onPress={onClose}>{text('people.link_done')}</Button>
        </footer>
      </Dialog>
    );
  }
  return (
    <Dialog title={text('people.add')} onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        label={text('people.add_act')}
        fields={['email', 'name', 'public_name']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <EmailField autoComplete="off" autoFocus value={values.email} onChange={set('email')} error={at('email')} />
        <Field
          label={text('field.name')}
          isRequired
          autoComplete="off"
          value={values.name}
          onChange={set('name')}
          error={at('name')}
          help={text('field.name_help')}
        />
        <Field
          label={text('field.public_name')}
          isRequired
          autoComplete="off"
          value={values.public_name}
          onChange={set('public_name')}
          error={at('public_name')}
          help={text('field.public_name_help')}
        />
        <RoleSelect label={text('field.role')} isLabelled roles={roles} shown={values.role} value={values.role} onChange={(role) => setValues((now) => ({ ...now, role }))} />
      </Form>
    </Dialog>
  );
}

function LinkToSend({ link, name }: { link: string; name: string }) {
  const text = useText();
  return (
    <div className="link-to-send">
      <p>{text('people.link_why', { name })}</p>
      <code tabIndex={0}>{link}</code>
      <CopyButton kind="primary" label={text('people.link_copy')} value={link} />
    </div>
  );
}
