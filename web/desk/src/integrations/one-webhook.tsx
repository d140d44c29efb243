// One webhook: how it fares, what may be done about it, and each delivery with its tries.
import { useCallback, useState } from 'react';
import { ArrowLeft, Pause, Pencil, Play, Send, Trash2 } from 'lucide-react';
import {
  DELIVERY_STATES, endWebhook, listDeliveries, pauseWebhook, readDelivery, resumeWebhook, sendAgain, sendDeadAgain, testWebhook,
  type DeliveryState, type Webhook, type WebhookDelivery,
} from '@ombud/shared/access';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { usePages } from '../paging';
import { adminPath, inboxPath } from '../route';
import { problemText, useText } from '../text';
import { SelectField } from '../ui/inputs';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { outcomeText } from './health';
import { HealthChip, Told } from './webhooks';

interface OneWebhookProps { webhook: Webhook; onEdit: () => void; onChanged: () => void; onEnded: () => void }

export function OneWebhook({ webhook, onEdit, onChanged, onEnded }: OneWebhookProps) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  // Each act may change what is on its way: the list is read anew.
  const [round, setRound] = useState(0);
  const time = (at: string | null) => (at === null ? '' : dateAndTime(language, at));
  const run = (work: () => Promise<unknown>, said?: string) => {
    setBusy(true);
    work()
      .then(
        () => {
          if (said) toast(said);
          onChanged();
          setRound((now) => now + 1);
        },
        (problem: unknown) => toast(problemText(text, problem), 'danger'),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <a className="back" href={adminPath('webhooks')}>
        <ArrowLeft size={16} aria-hidden="true" />
        {text('webhooks.back')}
      </a>
      <header>
        <div>
          <h1 id="webhook-title">
            <bdi>{webhook.name}</bdi> <HealthChip webhook={webhook} />
          </h1>
          <p>
            <code dir="ltr">{webhook.url}</code>
          </p>
        </div>
        <div className="acts">
          <Button isDisabled={busy || webhook.paused_at !== null} onPress={() => run(() => testWebhook(http, webhook.id), text('webhooks.tested'))}>
            <Send size={16} aria-hidden="true" />
            {text('webhooks.test')}
          </Button>
          {webhook.paused_at === null ? (
            <Button isDisabled={busy} onPress={() => run(() => pauseWebhook(http, webhook.id))}>
              <Pause size={16} aria-hidden="true" />
              {text('webhooks.pause')}
            </Button>
          ) : (
            <Button kind="primary" isDisabled={busy} onPress={() => run(() => resumeWebhook(http, webhook.id))}>
              <Play size={16} aria-hidden="true" />
              {text('webhooks.resume')}
            </Button>
          )}
          <Button onPress={onEdit}>
            <Pencil size={16} aria-hidden="true" />
            {text('act.edit')}
          </Button>
          <Button kind="quiet" onPress={() => setEnding(true)}>
            <Trash2 size={16} aria-hidden="true" />
            {text('webhooks.remove')}
          </Button>
        </div>
      </header>
      {webhook.pause !== null && (
        <p className="notice" data-tone="wait" role="status">
          {text(`webhooks.pause_why.${webhook.pause}`, { time: time(webhook.paused_at) })}
        </p>
      )}
      {webhook.pause === null && webhook.failing_since !== null && (
        <p className="notice" data-tone="danger" role="status">
          {text('webhooks.failing_why', { count: webhook.failures })}{' '}
          {webhook.rests_until !== null && text('webhooks.next_at', { time: time(webhook.rests_until) })}
        </p>
      )}
      <p className="quiet facts-line">
        <Told webhook={webhook} />
        {webhook.delivered_at !== null && <span>{text('webhooks.last_at', { time: time(webhook.delivered_at) })}</span>}
        <span>{text('program_keys.made_by', { name: webhook.made_by, time: time(webhook.made_at) })}</span>
      </p>
      <Deliveries key={round} webhook={webhook} onAgain={(work, said) => run(work, said)} />
      {ending && (
        <Sure
          title={text('webhooks.remove_title', { name: webhook.name })}
          label={text('webhooks.remove')}
          onClose={() => setEnding(false)}
          run={async () => {
            await endWebhook(http, webhook.id);
            onEnded();
          }}
        >
          <p>{text('webhooks.remove_why')}</p>
        </Sure>
      )}
    </>
  );
}

interface DeliveriesProps { webhook: Webhook; onAgain: (work: () => Promise<unknown>, said?: string) => void }

function Deliveries({ webhook, onAgain }: DeliveriesProps) {
  const text = useText();
  const { http } = useDesk();
  const [state, setState] = useState<DeliveryState | ''>('');
  const load = useCallback(
    async (before: number | null) => {
      const { deliveries, next } = await listDeliveries(http, webhook.id, state === '' ? null : state, before);
      return { rows: deliveries, next };
    },
    [http, webhook.id, state],
  );
  const pages = usePages(load);
  const [looking, setLooking] = useState<WebhookDelivery | null>(null);
  return (
    <section aria-labelledby="deliveries-title">
      <div className="tab-head">
        <h2 id="deliveries-title">{text('webhooks.deliveries')}</h2>
        {webhook.dead > 0 && (
          <Button onPress={() => onAgain(async () => toast(text('webhooks.sent_again', { count: (await sendDeadAgain(http, webhook.id)).deliveries })))}>
            {text('webhooks.again_all')}
          </Button>
        )}
        <SelectField
          label={text('webhooks.filter')}
          value={state}
          onChange={setState}
          options={[['', text('webhooks.filter.all')], ...DELIVERY_STATES.map((each) => [each, text(`webhooks.state.${each}`)] as const)]}
        />
      </div>
      <Waiting of={{ value: pages.rows, error: pages.rows === null ? pages.error : null, busy: pages.busy, again: pages.more }} />
      {pages.rows?.length === 0 && <p className="empty">{text('webhooks.deliveries_none')}</p>}
      <ul className="deliveries">
        {pages.rows?.map((row) => (
          <DeliveryRow key={row.id} row={row} onLook={() => setLooking(row)} onAgain={() => onAgain(() => sendAgain(http, webhook.id, row.id), text('webhooks.sent_again', { count: 1 }))} />
        ))}
      </ul>
      {pages.rows !== null && pages.error !== null && (
        <p className="notice" data-tone="danger" role="alert">
          {problemText(text, pages.error)}
        </p>
      )}
      {pages.next !== null && (
        <Button isPending={pages.busy} onPress={pages.more}>
          {text('webhooks.deliveries_more')}
        </Button>
      )}
      {looking && <Look webhook={webhook} delivery={looking} onClose={() => setLooking(null)} />}
    </section>
  );
}

const TONES: Record<DeliveryState, string> = { waiting: 'wait', delivered: 'good', dead: 'danger' };

function DeliveryRow({ row, onLook, onAgain }: { row: WebhookDelivery; onLook: () => void; onAgain: () => void }) {
  const text = useText();
  const language = useLanguage();
  const outcome = outcomeText(text, row);
  return (
    <li>
      <div>
        <span className="chip" data-tone={TONES[row.state]}>
          {text(`webhooks.state.${row.state}`)}
        </span>
        <strong>{text(`webhooks.event.${row.event}`)}</strong>
        {row.conversation_id !== null && (
          <a href={inboxPath('all', row.conversation_id)} dir="ltr">
            {row.reference} · {row.seq}
          </a>
        )}
      </div>
      <p className="quiet">
        <time dateTime={row.made_at} title={exactTime(language, row.made_at)}>
          {dateAndTime(language, row.made_at)}
        </time>
        <span>{text('webhooks.tries', { count: row.tries })}</span>
        {outcome !== null && <span data-tone={row.state === 'delivered' ? undefined : 'danger'}>{outcome}</span>}
        {row.tries > 0 && row.due_at !== null && <span>{text('webhooks.next_try', { time: dateAndTime(language, row.due_at) })}</span>}
      </p>
      <div className="acts">
        <Button kind="quiet" onPress={onLook}>
          {text('webhooks.look')}
        </Button>
        <Button kind="quiet" onPress={onAgain}>
          {text('webhooks.again')}
        </Button>
      </div>
    </li>
  );
}

function Look({ webhook, delivery, onClose }: { webhook: Webhook; delivery: WebhookDelivery; onClose: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => readDelivery(http, webhook.id, delivery.id), [http, webhook.id, delivery.id]));
  return (
    <Dialog title={text('webhooks.look_title')} size="wide" onClose={onClose}>
      <Waiting of={loaded} />
      {loaded.value && (
        <div className="delivery-look">
          <section aria-labelledby="delivery-tries">
            <h3 id="delivery-tries">{text('webhooks.each_try')}</h3>
            {loaded.value.tries.length === 0 && <p className="quiet">{text('webhooks.tries', { count: 0 })}</p>}
            <ol>
              {loaded.value.tries.map((each) => (
                <li key={each.at}>
                  <p>
                    <time dateTime={each.at}>{exactTime(language, each.at)}</time> {outcomeText(text, each)}
                  </p>
                  {each.fault === null && (each.answer === '' ? <p className="quiet">{text('webhooks.no_answer')}</p> : <pre tabIndex={0}>{each.answer}</pre>)}
                </li>
              ))}
            </ol>
          </section>
          <section aria-labelledby="delivery-body">
            <h3 id="delivery-body">{text('webhooks.body')}</h3>
            {webhook.words === 'told' && <p className="quiet">{text('webhooks.body_words')}</p>}
            <pre tabIndex={0} dir="ltr">
              {JSON.stringify(loaded.value.body, null, 2)}
            </pre>
          </section>
        </div>
      )}
    </Dialog>
  );
}
