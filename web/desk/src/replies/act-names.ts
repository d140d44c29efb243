// What acts name: queues, people and saved replies, as far as they are known here.
import { useMemo } from 'react';
import { useLanguage } from '@ombud/ui/settings';
import { useNames } from '../handling/names';
import { queueName, useQueues } from '../routing/queues-store';
import type { ActNames } from './act-words';
import { useReplies } from './store';

export function useActNames(): ActNames {
  const language = useLanguage();
  const { people } = useNames();
  const queues = useQueues();
  const replies = useReplies();
  return useMemo(() => ({ people, replies, queues: queues.map((each) => ({ id: each.id, name: queueName(each, language) })) }), [people, replies, queues, language]);
}
