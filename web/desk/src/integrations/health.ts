// How a webhook fares, in one word, and what the last try of a delivery says.
import type { Webhook, WebhookDelivery } from '@ombud/shared/access';
import { isKey, type Text } from '../text';

export type Health = 'fine' | 'new' | 'failing' | 'paused';

export function healthOf({ paused_at, failing_since, delivered_at }: Pick<Webhook, 'paused_at' | 'failing_since' | 'delivered_at'>): Health {
  if (paused_at !== null) return 'paused';
  if (failing_since !== null) return 'failing';
  return delivered_at === null ? 'new' : 'fine';
}

/** Faults that a newer server knows are told by their code. */
export function outcomeText(text: Text, { status, fault, milliseconds }: Pick<WebhookDelivery, 'status' | 'fault' | 'milliseconds'>): string | null {
  if (fault !== null) {
    const key = 'webhooks.fault.' + fault;
    return isKey(key) ? text(key) : fault;
  }
  // A status is a name, not a number: 1,024 would not be one.
  return status === null ? null : text('webhooks.answered', { status: String(status), milliseconds: milliseconds ?? 0 });
}
