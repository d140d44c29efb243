// Queues in the rail, with how many conversations each has; and a queue's name where a conversation is shown.
import { Layers } from 'lucide-react';
import type { Id } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { useRoute } from '../route';
import { useText } from '../text';
import { queueName, useQueue, useQueues } from './queues-store';

export const queuePath = (id: Id): string => '/desk/inbox/queue-' + id;

/** Nothing where everything is in one queue. */
export function RailQueues() {
  const text = useText();
  const language = useLanguage();
  const route = useRoute();
  const counts = useStore(useDesk().queues.counts);
  const queues = useQueues();
  if (queues.length < 2) return null;
  const current: string | null = route.page === 'inbox' ? route.view : null;
  return queues.map((queue) => {
    const count = counts.get(queue.id)?.active ?? 0;
    return (
      <a key={queue.id} href={queuePath(queue.id)} aria-current={current === 'queue-' + queue.id ? 'page' : undefined}>
        <Layers size={16} aria-hidden="true" />
        <span className="rail-queue">
          <bdi>{queueName(queue, language)}</bdi>
        </span>
        {count > 0 && <span className="count">{text('number', { value: count })}</span>}
      </a>
    );
  });
}

/** Where there is more than one, or it has ended. */
export function QueueChip({ id }: { id: Id | null | undefined }) {
  const text = useText();
  const language = useLanguage();
  const queue = useQueue(id);
  const several = useQueues().length > 1;
  if (!queue || (queue.is_default && !several)) return null;
  return (
    <span className="queue-chip" title={text('queues.in', { name: queueName(queue, language) })}>
      <Layers size={12} aria-hidden="true" />
      <bdi>{queueName(queue, language)}</bdi>
    </span>
  );
}
