// Conditions in words, and what each can be compared with.
import { PRIORITIES, TOPICS } from '@ombud/shared/api';
import type { Condition, ConditionField, ConditionIs, Conditions, FieldDefinition } from '@ombud/shared/work';
import { isKey, type Key, type Text } from '../text';
import { minutesText } from '../service-levels/hours';
import type { Names } from './names';

type Builtin = Exclude<ConditionField, `field:${string}`>;

/** Words that a field can have; null: ids or text that somebody types. */
const WORDS: Record<Builtin, readonly string[] | null> = {
  status: ['new', 'open', 'waiting', 'resolved'],
  language: ['zh-CN', 'en'],
  topic: [...TOPICS, 'none'],
  channel: ['chat', 'email', 'form'],
  queue: null,
  priority: [...PRIORITIES].reverse(),
  tag: null,
  assignee: null,
  customer: ['visitor', 'user', 'account', 'correspondent'],
  snoozed: ['yes', 'no'],
  waiting: null,
  age: null,
  idle: null,
};
const DAY = 24 * 60;
const SPANS: readonly string[] = ['waiting', 'age', 'idle'];

export const isSpan = (field: ConditionField): boolean => SPANS.includes(field);
export const isOwn = (field: ConditionField): boolean => field.startsWith('field:');
export const ownName = (field: ConditionField): string => field.slice('field:'.length);
const definitionOf = (field: ConditionField, names: Names): FieldDefinition | undefined =>
  isOwn(field) ? names.fields.find(({ name }) => name === ownName(field)) : undefined;

export const comparisons = (field: ConditionField): readonly ConditionIs[] =>
  isSpan(field) ? ['at_least', 'at_most'] : field === 'tag' ? ['any_of', 'all_of', 'none_of'] : ['any_of', 'none_of'];

/** One that was just added, or made to be about something else. */
export const begun = (field: ConditionField): Condition => ({ field, is: comparisons(field)[0]!, values: isSpan(field) ? ['30'] : [] });

export function fieldWords(text: Text, field: ConditionField, names: Names): string {
  if (!isOwn(field)) return text(`conditions.field.${field as Builtin}`);
  const definition = definitionOf(field, names);
  return definition ? names.fieldLabel(definition) : ownName(field);
}

export const comparisonWords = (text: Text, { field, is }: Condition): string =>
  text(field === 'tag' && is === 'any_of' ? 'conditions.has_any' : field === 'tag' && is === 'none_of' ? 'conditions.has_none' : `conditions.${is}`);

const KEYS: Partial<Record<ConditionField, string>> = {
  status: 'status.', language: 'language.', priority: 'priority.', channel: 'conditions.channel.', customer: 'conditions.customer.', snoozed: 'conditions.',
};

/** What a value is called; `gone` where it named something that is not there any more. */
export function valueWords(text: Text, field: ConditionField, value: string, names: Names): string {
  if (field === 'topic') return text(value === 'none' ? 'conditions.none_value' : (`topic.${value}` as Key));
  if (field === 'queue') return value === 'none' ? text('conditions.none_value') : nameOf(text, names.queues, value);
  if (field === 'assignee') {
    return value === 'me' ? text('conditions.me') : value === 'nobody' ? text('conditions.nobody') : nameOf(text, names.people, value);
  }
  const key = (KEYS[field] ?? '') + value;
  if (KEYS[field] && isKey(key)) return text(key);
  const definition = definitionOf(field, names);
  const choice = definition?.choices.find((each) => each.value === value);
  if (definition?.kind === 'yes_no') return text(value === 'true' ? 'conditions.yes' : 'conditions.no');
  return choice && definition ? names.fieldLabel({ ...definition, ...choice }) : value;
}

const nameOf = (text: Text, all: readonly { id: string; name: string }[], id: string): string =>
  all.find((each) => each.id === id)?.name ?? text('conditions.gone');

/** What can be picked; null: it is typed. */
export function pickable(text: Text, field: ConditionField, names: Names): readonly (readonly [string, string])[] | null {
  const named = (values: readonly string[]) => values.map((value) => [value, valueWords(text, field, value, names)] as const);
  if (isOwn(field)) {
    const definition = definitionOf(field, names);
    if (definition?.kind === 'choice') return named(definition.choices.map(({ value }) => value));
    return definition?.kind === 'yes_no' ? named(['true', 'false']) : null;
  }
  if (field === 'queue') return named([...names.queues.map(({ id }) => id), 'none']);
  if (field === 'assignee') return named(['me', 'nobody', ...names.people.map(({ id }) => id)]);
  const words = WORDS[field as Builtin];
  return words && named(words);
}

/** Minutes as people say them: "14 days", "1 h 30 min". */
const spanWords = (text: Text, minutes: number): string =>
  minutes >= DAY && minutes % DAY === 0 ? text('duration.days', { count: minutes / DAY }) : minutesText(text, minutes);

function conditionText(text: Text, { field, is, values }: Condition, names: Names): string {
  const between = text(is === 'all_of' ? 'conditions.said.between_all' : 'conditions.said.between');
  return text(`conditions.said.${is}`, {
    field: fieldWords(text, field, names),
    values: values.map((value) => (isSpan(field) ? spanWords(text, Number(value)) : valueWords(text, field, value, names))).join(between),
  });
}

/** In one line. */
export function conditionsText(text: Text, { all, any }: Conditions, names: Names): string {
  const said = all.map((each) => conditionText(text, each, names));
  const either = any.map((each) => conditionText(text, each, names)).join(text('conditions.said.join_any'));
  if (any.length === 1) said.push(either);
  else if (either) said.push(text('conditions.said.either', { words: either }));
  return said.length > 0 ? said.join(text('conditions.said.join')) : text('conditions.everything');
}

/** Where something is still to be filled in, as the desk names the place: "all.3". */
export const unfilledIn = ({ all, any }: Conditions): string | null =>
  placeOf('all', all) ?? placeOf('any', any);

const isFilled = ({ field, values }: Condition): boolean =>
  values.length > 0 && (!isSpan(field) || (values.length === 1 && /^\d{1,9}$/.test(values[0]!)));
function placeOf(list: string, conditions: readonly Condition[]): string | null {
  const place = conditions.findIndex((each) => !isFilled(each));
  return place < 0 ? null : `${list}.${place}`;
}
