// Saved replies and macros of the person at the desk: read once, kept, and looked after now and then.
import { useEffect } from 'react';
import type { Conversation, Id, Language } from '@ombud/shared/api';
import { translator } from '@ombud/shared/i18n';
import { countReply, listMacros, listReplies, type Macro, type SavedReply } from '@ombud/shared/replies';
import { Store, useStore } from '@ombud/ui/store';
import en from '../../messages/en.json';
import zh from '../../messages/zh-CN.json';
import { useDesk, type Desk } from '../desk';
import { queueName } from '../routing/queues-store';
import { isKey, type Key } from '../text';
import type { Values } from './fill';

const FRESH_FOR = 60_000;

export class Kept {
  /** null: not here yet. */
  readonly replies = new Store<readonly SavedReply[] | null>(null);
  readonly macros = new Store<readonly Macro[] | null>(null);
  private readAt = 0;

  constructor(private readonly desk: Desk) {}

  /** What is known stays when it cannot be had. */
  async look(anew = false): Promise<void> {
    if (!anew && Date.now() - this.readAt < FRESH_FOR) return;
    this.readAt = Date.now();
    try {
      const [{ replies }, { macros }] = await Promise.all([listReplies(this.desk.http), listMacros(this.desk.http)]);
      this.replies.set(replies);
      this.macros.set(macros);
    } catch {
      this.readAt = 0;
    }
  }

  used(id: Id): void {
    this.replies.change((now) => now?.map((each) => (each.id === id ? { ...each, used: each.used + 1 } : each)) ?? now);
    // A number that nobody waits for.
    countReply(this.desk.http, id).catch(() => undefined);
  }
}

const known = new WeakMap<Desk, Kept>();

export function keptOf(desk: Desk): Kept {
  const kept = known.get(desk) ?? new Kept(desk);
  known.set(desk, kept);
  return kept;
}

export function useKept(): Kept {
  const desk = useDesk();
  const kept = keptOf(desk);
  useEffect(() => {
    if (desk.can('reply')) void kept.look();
  }, [desk, kept]);
  return kept;
}

const NO_REPLIES: readonly SavedReply[] = [];
export const useReplies = (): readonly SavedReply[] => useStore(useKept().replies) ?? NO_REPLIES;

const catalogues = { en, 'zh-CN': zh } as Parameters<typeof translator<Key>>[0];

/** What stands for each variable, in the language that is spoken there. */
export function valuesOf(desk: Desk, conversation: Conversation, language: Language = conversation.language): Values {
  const now = new Date();
  const topic = conversation.topic === null ? '' : 'topic.' + conversation.topic;
  const queue = (desk.queues.all.get() ?? []).find(({ id }) => id === conversation.handling?.queue_id);
  return {
    customer_name: conversation.customer.name,
    reference: conversation.reference,
    agent_name: desk.me.public_name,
    topic: isKey(topic) ? translator<Key>(catalogues, language)(topic) : null,
    queue: queue ? queueName(queue, language) : null,
    date: new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(now),
    time: new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(now),
  };
}
