// What conditions and the handling of a conversation are called: queues, people, tags and own fields, as far as they are known here.
import { useEffect, useMemo } from 'react';
import type { Id } from '@ombud/shared/api';
import { fieldLabel, type FieldDefinition } from '@ombud/shared/work';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { useDesk } from '../desk';
import { queueName, useQueues } from '../routing/queues-store';

export interface Named { id: Id; name: string }
export interface Names {
  queues: readonly Named[];
  people: readonly Named[];
  tags: readonly string[];
  fields: readonly FieldDefinition[];
  fieldLabel: (field: FieldDefinition) => string;
}

export function useNames(): Names {
  const desk = useDesk();
  const language = useLanguage();
  const people = useStore(desk.people);
  const fields = useStore(desk.work.fields);
  const tags = useStore(desk.work.tags);
  const queues = useQueues();
  useEffect(() => {
    // Without them fewer names are offered.
    if (desk.people.get() === null && desk.can('see_people')) desk.loadPeople().catch(() => undefined);
    desk.work.look();
  }, [desk]);
  return useMemo(
    () => ({
      queues: queues.map((queue) => ({ id: queue.id, name: queueName(queue, language) })),
      people: (people ?? [{ ...desk.me, active: true }]).filter(({ active }) => active).map(({ id, name }) => ({ id, name })),
      tags: tags.map(({ tag }) => tag),
      fields,
      fieldLabel: (field) => fieldLabel(field, language),
    }),
    [desk.me, people, tags, fields, queues, language],
  );
}
