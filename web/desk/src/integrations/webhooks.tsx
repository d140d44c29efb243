// Administration: webhooks, how each fares, and what it is told.
import { useCallback, useState } from 'react';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import {
  addWebhook, changeWebhook, listWebhooks, WEBHOOK_EVENTS, type Webhook, type WebhookEvent, type WebhookWish,
} from '@ombud/shared/access';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Copyable } from '@ombud/ui/copy';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { adminPath, go, useRoute } from '../route';
import { useText } from '../text';
import { Tick } from '../ui/inputs';
import { Waiting } from '../ui/waiting';
import { healthOf } from './health';
import { OneWebhook } from './one-webhook';

export default function Webhooks() {
  const text = useText();
  const { http } = useDesk();
  const route = useRoute();
  const loaded = useLoaded(useCallback(() => listWebhooks(http), [http]));
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const webhooks = loaded.value?.webhooks ?? [];
  const wanted = route.page === 'admin' ? route.item : null;
  const open = webhooks.find(({ id }) => id === wanted);
  const form = editing && (
    <WebhookForm
      webhook={editing === 'new' ? null : editing}
      onClose={() => setEditing(null)}
      onSaved={loaded.again}
    />
  );
  if (open) {
    return (
      <section className="page integrations" aria-labelledby="webhook-title">
        <OneWebhook
          key={open.id}
          webhook={open}
          onEdit={() => setEditing(open)}
          onChanged={loaded.again}
          onEnded={() => {
            toast(text('webhooks.removed'));
            loaded.again();
            go(adminPath('webhooks'));
          }}
        />
        {form}
      </section>
    );
  }
  return (
    <section className="page integrations" aria-labelledby="webhooks-title">
      <header>
        <div>
          <h1 id="webhooks-title">{text('webhooks.title')}</h1>
          <p>{text('webhooks.about')}</p>
        </div>
        <Button kind="primary" onPress={() => setEditing('new')}>
          <Plus size={16} aria-hidden="true" />
          {text('webhooks.add')}
        </Button>
      </header>
      <Waiting of={loaded} />
      {loaded.value && webhooks.length === 0 && <p className="empty">{text('webhooks.none')}</p>}
      <ul className="integration-list">
        {webhooks.map((webhook) => (
          <li key={webhook.id}>
            <header>
              <WebhookIcon size={18} aria-hidden="true" />
              <a href={adminPath('webhooks', webhook.id)}>
                <bdi>{webhook.name}</bdi>
              </a>
              <HealthChip webhook={webhook} />
            </header>
            <code dir="ltr">{webhook.url}</code>
            <p className="quiet">
              <Told webhook={webhook} />
              {webhook.waiting > 0 && <span>{text('webhooks.waiting', { count: webhook.waiting })}</span>}
              {webhook.dead > 0 && <span data-tone="danger">{text('webhooks.dead', { count: webhook.dead })}</span>}
            </p>
          </li>
        ))}
      </ul>
      {form}
    </section>
  );
}

export function HealthChip({ webhook }: { webhook: Webhook }) {
  const text = useText();
  const language = useLanguage();
  const health = healthOf(webhook);
  return (
    <span className="chip" data-tone={{ fine: 'good', new: undefined, failing: 'danger', paused: 'wait' }[health]}>
      {text(`webhooks.health.${health}`, { time: webhook.failing_since === null ? '' : dateAndTime(language, webhook.failing_since) })}
    </span>
  );
}

/** Which events, and how much of them. */
export function Told({ webhook }: { webhook: Webhook }) {
  const text = useText();
  return (
    <>
      {webhook.events.map((event) => (
        <span key={event}>{text(`webhooks.event.${event}`)}</span>
      ))}
      <span>{text(webhook.words === 'told' ? 'webhooks.with_words' : 'webhooks.without_words')}</span>
      {webhook.notes === 'told' && <span>{text('webhooks.with_notes')}</span>}
    </>
  );
}

const BLANK: WebhookWish = { name: '', url: '', events: ['conversation.opened', 'entry.posted'], notes: 'left_out', words: 'left_out' };

function WebhookForm({ webhook, onClose, onSaved }: { webhook: Webhook | null; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [wish, setWish] = useState<WebhookWish>(() => {
    if (!webhook) return BLANK;
    const { name, url, events, notes, words } = webhook;
    return { name, url, events, notes, words };
  });
  const [secret, setSecret] = useState<string | null>(null);
  const change = (wanted: Partial<WebhookWish>) => {
    setWish((now) => ({ ...now, ...wanted }));
    act.forget();
  };
  const hear = (event: WebhookEvent) => (heard: boolean) =>
    change({ events: WEBHOOK_EVENTS.filter((each) => (each === event ? heard : wish.events.includes(each))) });
  if (secret !== null) {
    return (
      <Dialog title={text('webhooks.secret_title', { name: wish.name })}>
        <div className="shown-once">
          <p>{text('webhooks.secret_why')}</p>
          <Copyable label={text('webhooks.secret')} value={secret} />
          <footer>
            <Button kind="primary" onPress={onClose}>
              {text('webhooks.kept')}
            </Button>
          </footer>
        </div>
      </Dialog>
    );
  }
  const submit = async () => {
    if (webhook) {
      await changeWebhook(http, webhook.id, wish);
      toast(text('webhooks.saved'));
      onSaved();
      onClose();
      return;
    }
    const made = await addWebhook(http, wish);
    onSaved();
    setSecret(made.secret);
  };
  const eventsError = at('events', 'event');
  return (
    <Dialog title={webhook ? text('webhooks.edit_title', { name: webhook.name }) : text('webhooks.new_title')} size="wide" onClose={onClose}>
      <Form act={act} submit={submit} label={text(webhook ? 'webhooks.save' : 'webhooks.create')} fields={['name', 'url', 'events', 'event']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('webhooks.name')} isRequired autoFocus={!webhook} autoComplete="off" value={wish.name} onChange={(name) => change({ name })} error={at('name')} input={{ maxLength: 80, dir: 'auto' }} />
        <Field label={text('webhooks.url')} isRequired type="url" autoComplete="off" value={wish.url} onChange={(url) => change({ url })} error={at('url')} help={text('webhooks.url_help')} input={{ maxLength: 2_000, dir: 'ltr', spellCheck: 'false', autoCapitalize: 'none' }} />
        <fieldset className="permission-ticks">
          <legend>{text('webhooks.events')}</legend>
          {WEBHOOK_EVENTS.map((event) => (
            <Tick key={event} label={text(`webhooks.event.${event}`)} value={wish.events.includes(event)} onChange={hear(event)} />
          ))}
          {eventsError && (
            <small className="field-error" role="alert">
              {eventsError}
            </small>
          )}
        </fieldset>
        <fieldset className="permission-ticks">
          <legend>{text('webhooks.more')}</legend>
          <Tick label={text('webhooks.words')} value={wish.words === 'told'} onChange={(told) => change({ words: told ? 'told' : 'left_out' })} />
          <small className="field-help">{text('webhooks.words_help')}</small>
          <Tick label={text('webhooks.notes')} value={wish.notes === 'told'} onChange={(told) => change({ notes: told ? 'told' : 'left_out' })} />
        </fieldset>
      </Form>
    </Dialog>
  );
}
