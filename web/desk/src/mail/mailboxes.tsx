// Mailboxes that are fetched from: those of the settings and those added here, each tried before it is kept.
import { useEffect, useRef, useState } from 'react';
import { Plus } from 'lucide-react';
import { Problem } from '@ombud/shared/api';
import { addMailbox, removeMailbox, type MailSignIn, type MailState, type Mailbox, type NewMailbox } from '@ombud/shared/mail';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { patient } from '../session';
import { useText } from '../text';
import { AreaField, SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { placed } from './faults';
import { MailboxState } from './health-tab';
import { BLANK, PROVIDERS, toAdd, withProvider, type MailboxForm } from './mailbox-form';

export function Mailboxes({ state, manages, onChanged }: { state: MailState; manages: boolean; onChanged: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Mailbox | null>(null);
  return (
    <>
      <div className="tab-head">
        <p className="quiet">{text('mailboxes.about')}</p>
        {manages && (
          <Button kind="primary" onPress={() => setAdding(true)}>
            <Plus size={16} aria-hidden="true" />
            {text('mailboxes.add')}
          </Button>
        )}
      </div>
      {state.mailboxes.length === 0 && <p className="empty">{text('mailboxes.none')}</p>}
      <ul className="mailboxes">
        {state.mailboxes.map((mailbox) => (
          <li key={mailbox.id ?? mailbox.name}>
            <MailboxState mailbox={mailbox} />
            <div className="mailbox-end">
              <span className="chip">{text(`mailboxes.sign_in.${mailbox.sign_in}`)}</span>
              {mailbox.id === null ? (
                <small className="quiet">{text('mailboxes.of_settings')}</small>
              ) : (
                manages && (
                  <Button kind="quiet" aria-label={text('mailboxes.remove_named', { name: mailbox.user })} onPress={() => setRemoving(mailbox)}>
                    {text('mailboxes.remove')}
                  </Button>
                )
              )}
            </div>
          </li>
        ))}
      </ul>
      {adding && <AddMailbox onClose={() => setAdding(false)} onAdded={onChanged} />}
      {removing && (
        <Sure
          title={text('mailboxes.remove_title', { name: removing.user })}
          label={text('mailboxes.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeMailbox(http, removing.id!);
            toast(text('mailboxes.removed'));
            onChanged();
          }}
        >
          <p>{text('mailboxes.remove_why')}</p>
        </Sure>
      )}
    </>
  );
}

const FIELDS = ['url', 'folder', 'user', 'password', 'token_url', 'client_id', 'client_secret', 'refresh_token', 'scope', 'oauth', 'authorities'];

function AddMailbox({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const text = useText();
  const act = useAct();
  const errorAt = useErrorAt(act);
  const said = act.error instanceof Problem ? act.error.detail : null;
  /** With what came back from there: it tells more than we can. */
  const at = (...names: string[]) => {
    const words = errorAt(...names);
    return words !== null && said ? text('mailboxes.in_detail', { words, said }) : words;
  };
  const [form, setForm] = useState<MailboxForm>(BLANK);
  const fields = useRef<HTMLDivElement>(null);
  // What is wrong may stand far above the button.
  useEffect(() => {
    if (act.error !== null) fields.current?.querySelector<HTMLElement>('[data-invalid] input')?.focus();
  }, [act.error]);
  const change = (wanted: Partial<MailboxForm>) => {
    setForm((now) => ({ ...now, ...wanted }));
    act.forget();
  };
  const submit = async () => {
    const wanted: NewMailbox = toAdd(form);
    try {
      await addMailbox(patient, wanted);
    } catch (error) {
      throw placed(error, form.sign_in);
    }
    toast(text('mailboxes.added'));
    onAdded();
    onClose();
  };
  const line = (name: keyof MailboxForm) => ({
    value: form[name],
    onChange: (value: string) => change({ [name]: value }),
    error: at(name),
    input: { spellCheck: 'false' as const, autoCapitalize: 'none' as const, dir: 'ltr' as const, maxLength: 2_000 },
    autoComplete: 'off',
  });
  const provider = form.provider;
  return (
    <Dialog title={text('mailboxes.add_title')} size="wide" onClose={onClose}>
      <Form act={act} submit={submit} label={text(act.busy ? 'mailboxes.trying' : 'mailboxes.add_act')} fields={FIELDS} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <div ref={fields} className="mailbox-fields">
          <div className="form-grid">
            <SelectField
              label={text('mailboxes.provider')}
              value={provider}
              onChange={(next) => {
                setForm((now) => withProvider(now, next));
                act.forget();
              }}
              options={PROVIDERS.map((each) => [each, text(`mailboxes.provider.${each}`)] as const)}
            />
            <SelectField
              label={text('mailboxes.sign_in')}
              value={form.sign_in}
              onChange={(sign_in: MailSignIn) => change({ sign_in })}
              options={[
                ['password', text('mailboxes.sign_in.password')],
                ['xoauth2', text('mailboxes.sign_in.xoauth2')],
              ]}
            />
          </div>
          <p className="quiet">{text(`mailboxes.provider_help.${provider}`)}</p>
          <div className="form-grid">
            <Field label={text('mailboxes.url')} isRequired help={text('mailboxes.url_help')} {...line('url')} />
            <Field label={text('mailboxes.folder')} help={text('mailboxes.folder_help')} {...line('folder')} />
          </div>
          <Field label={text('mailboxes.user')} isRequired help={text('mailboxes.user_help')} {...line('user')} />
          {form.sign_in === 'password' ? (
            <Field label={text('mailboxes.password')} type="password" isRequired help={text('mailboxes.kept_sealed')} {...line('password')} autoComplete="new-password" />
          ) : (
            <>
              <Field label={text('mailboxes.token_url')} isRequired {...line('token_url')} error={at('token_url', 'oauth')} />
              <div className="form-grid">
                <Field label={text('mailboxes.client_id')} isRequired {...line('client_id')} />
                <Field label={text('mailboxes.client_secret')} type="password" isRequired {...line('client_secret')} autoComplete="new-password" />
              </div>
              <Field label={text('mailboxes.refresh_token')} type="password" isRequired help={text('mailboxes.kept_sealed')} {...line('refresh_token')} autoComplete="new-password" />
              <Field label={text('mailboxes.scope')} help={text('mailboxes.scope_help')} {...line('scope')} />
            </>
          )}
          <details className="letter-more">
            <summary>{text('mailboxes.own_authority')}</summary>
            <AreaField label={text('mailboxes.authorities')} rows={4} code value={form.authorities} onChange={(authorities) => change({ authorities })} error={at('authorities')} help={text('mailboxes.authorities_help')} />
          </details>
        </div>
        {act.busy && (
          <p className="quiet" role="status">
            {text('mailboxes.trying_why')}
          </p>
        )}
      </Form>
    </Dialog>
  );
}
