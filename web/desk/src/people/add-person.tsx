// Adding a person: who they are, then the one-time link that they choose their password with.
import { useState, type SyntheticEvent } from 'react';
import { Check, Copy } from 'lucide-react';
import { addStaff, Problem, type Role } from '@ombud/shared/api';
import { useDesk } from '../desk';
import { problemText, useText } from '../text';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { RoleSelect } from './role-select';

const BLANK = { email: '', name: '', public_name: '', role: 'agent' as Role };

export function AddPerson({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [values, setValues] = useState(BLANK);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const set = (name: 'email' | 'name' | 'public_name') => (value: string) => {
    setValues((now) => ({ ...now, [name]: value }));
    setError(null);
  };
  const at = (name: string) =>
    error instanceof Problem && (error.field === name || error.code.startsWith(name + '.')) ? problemText(text, error) : null;
  const placed = ['email', 'name', 'public_name'].some((name) => at(name) !== null);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      setLink(new URL((await addStaff(desk.http, values)).setup_link, location.origin).href);
      onAdded();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
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
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label={text('field.email')}
          type="email"
          autoFocus
          isRequired
          autoComplete="off"
          value={values.email}
          onChange={set('email')}
          error={at('email')}
          input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr' }}
        />
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
        <RoleSelect label={text('field.role')} isLabelled value={values.role} onChange={(role) => setValues((now) => ({ ...now, role }))} />
        {error !== null && !placed && (
          <p className="notice" data-tone="danger" role="alert">
            {problemText(text, error)}
          </p>
        )}
        <footer>
          <Button onPress={onClose}>{text('act.cancel')}</Button>
          <Button kind="primary" type="submit" isPending={busy}>
            {text('people.add_act')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function LinkToSend({ link, name }: { link: string; name: string }) {
  const text = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <div className="link-to-send">
      <p>{text('people.link_why', { name })}</p>
      <code tabIndex={0}>{link}</code>
      <Button kind="primary" onPress={() => void copy()}>
        {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
        {text(copied ? 'act.copied' : 'people.link_copy')}
      </Button>
    </div>
  );
}
