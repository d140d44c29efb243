// Editing what a macro or a rule does: one row an act, each kind once.
import { useId, useRef } from 'react';
import { Plus, X } from 'lucide-react';
import { PRIORITIES, TOPICS } from '@ombud/shared/api';
import { ACTS, type ActName, type WantedAct } from '@ombud/shared/replies';
import { Button, IconButton } from '@ombud/ui/button';
import { useText, type Text } from '../text';
import { spanText, tagsIn, type ActNames } from './act-words';

const SPANS = [0, 15, 30, 60, 240, 1_440, 4_320, 10_080];
const BLANK: Record<ActName, string[]> = {
  topic: ['other'], priority: ['high'], queue: ['none'], add_tags: [], remove_tags: [], snooze: ['60'], assign: ['nobody'], note: [''],
  reply: [''], saved_reply: [''], status: ['resolved'],
};
const isReply = (act: ActName) => act === 'reply' || act === 'saved_reply';

interface EditorProps {
  value: readonly WantedAct[];
  onChange: (acts: WantedAct[]) => void;
  names: ActNames;
  /** Only a person can be "me", and only a person answers. */
  person?: boolean;
  /** The place that was refused: "acts.3". */
  wrong?: string | null;
}

export function ActsEditor({ value, onChange, names, person = false, wrong = null }: EditorProps) {
  const text = useText();
  const id = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  const kinds = ACTS.filter((act) => person || !isReply(act));
  const free = (own: ActName | null) =>
    kinds.filter((act) => act === own || !value.some((each) => each.act === act || (isReply(each.act) && isReply(act) && each.act !== own)));
  const focusAt = (place: number) =>
    requestAnimationFrame(() => {
      const selects = [...(box.current?.querySelectorAll<HTMLElement>('[data-first]') ?? [])];
      (selects[Math.min(place, selects.length - 1)] ?? box.current?.querySelector<HTMLElement>('.button'))?.focus();
    });
  const next = free(null)[0];
  return (
    <fieldset className="acts-editor" ref={box} aria-labelledby={id}>
      <legend id={id}>{text('acts.title')}</legend>
      {value.map((each, place) => (
        <div key={each.act} className="act-row" role="group" aria-label={text(`acts.kind.${each.act}`)} data-invalid={wrong === 'acts.' + place || undefined}>
          <select
            data-first
            aria-label={text('acts.what')}
            value={each.act}
            onChange={(event) => {
              const act = event.target.value as ActName;
              onChange(value.map((other, index) => (index === place ? { act, values: BLANK[act] } : other)));
              focusAt(place);
            }}
          >
            {free(each.act).map((act) => (
              <option key={act} value={act}>
                {text(`acts.kind.${act}`)}
              </option>
            ))}
          </select>
          <ActValue wanted={each} names={names} person={person} onChange={(values) => onChange(value.map((other, index) => (index === place ? { ...other, values } : other)))} />
          <IconButton
            label={text('acts.remove', { act: text(`acts.kind.${each.act}`) })}
            onPress={() => {
              onChange(value.filter((_, index) => index !== place));
              focusAt(place);
            }}
          >
            <X size={16} />
          </IconButton>
        </div>
      ))}
      {value.length === 0 && <p className="quiet">{text('acts.empty')}</p>}
      <Button
        kind="quiet"
        isDisabled={next === undefined}
        onPress={() => {
          onChange([...value, { act: next!, values: BLANK[next!] }]);
          focusAt(value.length);
        }}
      >
        <Plus size={14} aria-hidden="true" />
        {text('acts.add')}
      </Button>
    </fieldset>
  );
}

function optionsOf(text: Text, { act, values }: WantedAct, names: ActNames, person: boolean): readonly (readonly [string, string])[] {
  const known = (all: readonly (readonly [string, string])[]) => {
    const value = values[0] ?? '';
    return value === '' || all.some(([each]) => each === value) ? all : [...all, [value, '…' + value.slice(-4)] as const];
  };
  if (act === 'topic') return [...TOPICS.map((each) => [each, text(`topic.${each}`)] as const), ['none', text('acts.none')]];
  if (act === 'priority') return PRIORITIES.map((each) => [each, text(`priority.${each}`)] as const);
  if (act === 'queue') return known([...names.queues.map(({ id, name }) => [id, name] as const), ['none', text('acts.none')]]);
  if (act === 'status') return (['open', 'waiting', 'resolved'] as const).map((each) => [each, text(`status.${each}`)] as const);
  if (act === 'snooze') {
    const now = Number(values[0]);
    const spans = SPANS.includes(now) ? SPANS : [...SPANS, now].sort((a, b) => a - b);
    return spans.map((each) => [String(each), each === 0 ? text('acts.said.wake') : spanText(text, each)] as const);
  }
  if (act === 'assign')
    return known([...(person ? [['me', text('acts.me')] as const] : []), ['nobody', text('acts.nobody')], ...names.people.map(({ id, name }) => [id, name] as const)]);
  return known([['', text('acts.choose_reply')], ...names.replies.filter(({ owner_id }) => owner_id === null).map(({ id, title }) => [id, title] as const)]);
}

interface ValueProps { wanted: WantedAct; names: ActNames; person: boolean; onChange: (values: string[]) => void }

function ActValue({ wanted, names, person, onChange }: ValueProps) {
  const text = useText();
  const { act, values } = wanted;
  const label = text('acts.value');
  if (act === 'add_tags' || act === 'remove_tags') {
    return <input aria-label={text('acts.tags')} placeholder={text('acts.tags')} defaultValue={values.join(', ')} dir="auto" onChange={(event) => onChange(tagsIn(event.target.value))} />;
  }
  if (act === 'note' || act === 'reply') {
    return <textarea aria-label={label} rows={3} dir="auto" value={values[0] ?? ''} maxLength={6_000} onChange={(event) => onChange([event.target.value])} />;
  }
  return (
    <select aria-label={label} value={values[0] ?? ''} onChange={(event) => onChange([event.target.value])}>
      {optionsOf(text, wanted, names, person).map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  );
}
