// Which acts the record has words for, and how the details of one read: what each is called, and its value in words where there are any.
import type { Language } from '@ombud/shared/api';
import { dateAndTime } from '@ombud/ui/time';
import en from '../../messages/en.json';
import { isKey, type Text } from '../text';

const PREFIX = 'audit.act.';

/** In the order of the catalogue: it is the only place that lists them. */
export const ACTS: readonly string[] = Object.keys(en)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length));

/** What is not for its reader tells no more than that it is there. */
export const HIDDEN = 'hidden';
export const actWords = (text: Text, act: string): string => {
  const key = PREFIX + act;
  return act === HIDDEN ? text('audit.hidden') : isKey(key) ? text(key, {}) : act;
};

/** By the detail's name, where the words for its values stand. */
const WORDS: Record<string, string> = {
  act: PREFIX,
  added: 'permission.',
  assurance: 'audit.assurance.',
  basis: 'privacy.basis.',
  class: 'privacy.class.',
  code: 'problem.',
  copied_from: 'role.',
  events: 'webhooks.event.',
  field: 'personal.field.',
  flow: 'flow.',
  how: 'audit.how.',
  kind: 'official.kind_one.',
  language: 'language.',
  notes: 'audit.telling.',
  of: 'approvals.what.',
  permissions: 'permission.',
  purpose: 'reveal.purpose.',
  role: 'role.',
  state: 'official.report.',
  taken: 'permission.',
  way: 'audit.way.',
  what: 'audit.copied.',
  why: 'audit.why.',
  words: 'audit.telling.',
};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
/** The end of an id tells two apart. */
export const shortId = (id: string): string => id.slice(-8);

export interface Detail {
  name: string;
  label: string;
  value: string;
  /** What nobody would read aloud: an id, a network, a name that programs use. */
  code: boolean;
  /** Where `value` is only its end. */
  whole?: string;
}

function valueOf(text: Text, language: Language, name: string, value: unknown): Pick<Detail, 'value' | 'code' | 'whole'> {
  if (typeof value === 'boolean') return { value: text(value ? 'approvals.yes' : 'approvals.no'), code: false };
  if (typeof value === 'number') return { value: text('number', { value }), code: false };
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    const each = value.map((item) => valueOf(text, language, name, item));
    return { value: each.length === 0 ? text('audit.none') : each.map((item) => item.value).join(text('audit.and')), code: each.some(({ code }) => code) };
  }
  if (typeof value !== 'string') return { value: JSON.stringify(value), code: true };
  const key = [(WORDS[name] ?? '\0') + value, name === 'kind' ? 'insiders.alarm.' + value : ''].find(isKey);
  if (key !== undefined) return { value: text(key, {}), code: false };
  if (ID.test(value)) return { value: shortId(value), whole: value, code: true };
  return MOMENT.test(value) ? { value: dateAndTime(language, value), code: false } : { value, code: true };
}

export const detailsOf = (text: Text, language: Language, details: Record<string, unknown>): Detail[] =>
  Object.entries(details).map(([name, value]) => {
    const key = 'audit.detail.' + name;
    return { name, label: isKey(key) ? text(key) : name, ...valueOf(text, language, name, value) };
  });
