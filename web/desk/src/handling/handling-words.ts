// Changes of how a conversation is handled, as one quiet line of its log.
import type { AssignmentData, HandlingData, Program, StateData } from '@ombud/shared/api';
import { isKey, type Key, type Text } from '../text';
import type { Names } from './names';

/** What acted when no person did. */
export function programName(text: Text, { kind, name }: Program): string {
  if (kind === 'rule' && name) return text('handling.by.rule_named', { name });
  const key = 'handling.by.' + kind;
  return text(isKey(key) ? key : 'author.system');
}

export const programOf = (data: HandlingData | AssignmentData | StateData): Program | null => data.by ?? null;

const without = (all: readonly string[] = [], these: readonly string[] = []): string[] => all.filter((each) => !these.includes(each));

function fieldParts(text: Text, { set, before }: HandlingData, names: Names): string[] {
  return Object.entries(set.fields ?? {}).map(([name, value]) => {
    const definition = names.fields.find((each) => each.name === name);
    const field = definition ? names.fieldLabel(definition) : name;
    if ((value as unknown) === null) return text('handling.did.field_cleared', { field });
    const choice = definition?.choices.find((each) => each.value === value);
    const words = typeof value === 'boolean' ? text(value ? 'conditions.yes' : 'conditions.no') : choice && definition ? names.fieldLabel({ ...definition, ...choice }) : value;
    return text(before.fields?.[name] === undefined ? 'handling.did.field' : 'handling.did.field_changed', { field, value: words });
  });
}

function parts(text: Text, data: HandlingData, names: Names, moment: (at: string) => string): string[] {
  const { set, before } = data;
  const out: string[] = [];
  if ('topic' in set) out.push(set.topic ? text('handling.did.topic', { value: text(`topic.${set.topic}` as Key) }) : text('handling.did.topic_cleared'));
  if (set.priority) out.push(text('handling.did.priority', { value: text(`priority.${set.priority}`) }));
  if ('queue_id' in set) {
    const name = names.queues.find(({ id }) => id === set.queue_id)?.name ?? text('conditions.gone');
    out.push(set.queue_id ? text('handling.did.queue', { value: name }) : text('handling.did.queue_cleared'));
  }
  const added = without(set.tags, before.tags);
  const removed = without(before.tags, set.tags);
  if (set.tags && added.length > 0) out.push(text('handling.did.tagged', { count: added.length, tags: added.join(text('list.and')) }));
  if (set.tags && removed.length > 0) out.push(text('handling.did.untagged', { count: removed.length, tags: removed.join(text('list.and')) }));
  out.push(...fieldParts(text, data, names));
  if ('snoozed_until' in set) out.push(set.snoozed_until ? text('handling.did.snoozed', { time: moment(set.snoozed_until) }) : text('handling.did.woken'));
  return out;
}

export function handlingText(text: Text, by: string, data: HandlingData, names: Names, moment: (at: string) => string): string {
  if (data.by?.kind === 'snooze') return text('handling.woken');
  return text('handling.line', { by: data.by ? programName(text, data.by) : by, did: parts(text, data, names, moment).join(text('list.and')) });
}
