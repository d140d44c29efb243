// Editing conditions: which conversations a view, a rule, a queue or a service level is for.
import { useId, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Plus, X } from 'lucide-react';
import { CONDITION_FIELDS, CONDITIONS_AT_MOST, VALUES_AT_MOST, type Condition, type ConditionField, type ConditionIs, type Conditions } from '@ombud/shared/work';
import { Button, IconButton } from '@ombud/ui/button';
import { useText } from '../text';
import { begun, comparisons, comparisonWords, fieldWords, isSpan, pickable, valueWords } from './condition-words';
import { useNames, type Names } from './names';

export { conditionsText, unfilledIn } from './condition-words';
export { useNames } from './names';

interface EditorProps {
  value: Conditions;
  onChange: (value: Conditions) => void;
  /** The place that the desk refused, as it names it: "all.3". */
  wrong?: string | null;
  /** Built-in fields that make no sense here. */
  without?: readonly ConditionField[];
}

export function ConditionsEditor({ value, onChange, wrong = null, without = [] }: EditorProps) {
  const text = useText();
  const names = useNames();
  const full = value.all.length + value.any.length >= CONDITIONS_AT_MOST;
  const list = (which: 'all' | 'any') => (
    <ConditionList
      title={text(`conditions.${which}`)}
      add={text(which === 'all' ? 'conditions.add' : 'conditions.add_any')}
      list={value[which]}
      names={names}
      full={full}
      without={without}
      wrong={wrong?.startsWith(which + '.') ? Number(wrong.slice(which.length + 1)) : null}
      onChange={(conditions) => onChange({ ...value, [which]: conditions })}
    />
  );
  return (
    <div className="conditions">
      {value.all.length + value.any.length === 0 && <p className="quiet">{text('conditions.none')}</p>}
      {list('all')}
      {list('any')}
    </div>
  );
}

interface ListProps {
  title: string;
  add: string;
  list: readonly Condition[];
  names: Names;
  full: boolean;
  without: readonly ConditionField[];
  wrong: number | null;
  onChange: (list: Condition[]) => void;
}

function ConditionList({ title, add, list, names, full, without, wrong, onChange }: ListProps) {
  const id = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  // Another key makes all inputs anew, so that none keeps what was typed in a line that has gone.
  const [gone, setGone] = useState(0);
  const remove = (place: number) => {
    setGone(gone + 1);
    onChange(list.filter((_, index) => index !== place));
    // Whoever works by keys goes on at the next one.
    requestAnimationFrame(() => {
      const selects = box.current?.querySelectorAll<HTMLElement>('[data-first]') ?? [];
      (selects[Math.min(place, selects.length - 1)] ?? box.current?.querySelector<HTMLElement>('button'))?.focus();
    });
  };
  return (
    <fieldset className="condition-list" ref={box} aria-labelledby={id}>
      <legend id={id}>{title}</legend>
      {list.map((condition, place) => (
        <ConditionRow
          key={`${gone}.${place}`}
          place={place}
          condition={condition}
          names={names}
          without={without}
          wrong={wrong === place}
          onChange={(next) => onChange(list.map((each, index) => (index === place ? next : each)))}
          onRemove={() => remove(place)}
        />
      ))}
      <Button
        kind="quiet"
        isDisabled={full}
        onPress={() => {
          const used = new Set(list.map(({ field }) => field));
          onChange([...list, begun(CONDITION_FIELDS.find((field) => !used.has(field) && !without.includes(field)) ?? 'topic')]);
          requestAnimationFrame(() => [...(box.current?.querySelectorAll<HTMLElement>('[data-first]') ?? [])].at(-1)?.focus());
        }}
      >
        <Plus size={14} aria-hidden="true" />
        {add}
      </Button>
    </fieldset>
  );
}

interface RowProps {
  place: number;
  condition: Condition;
  names: Names;
  without: readonly ConditionField[];
  wrong: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionRow({ place, condition, names, without, wrong, onChange, onRemove }: RowProps) {
  const text = useText();
  const { field, is, values } = condition;
  const own = names.fields.filter(({ ended, name }) => !ended || field === `field:${name}`);
  const unknown = field.startsWith('field:') && !own.some(({ name }) => field === `field:${name}`);
  return (
    <div className="condition" role="group" aria-label={text('conditions.row', { count: place + 1 })} data-invalid={wrong || undefined}>
      <select data-first aria-label={text('conditions.what')} value={field} onChange={(event) => onChange(begun(event.target.value as ConditionField))}>
        {CONDITION_FIELDS.filter((each) => each === field || !without.includes(each)).map((each) => (
          <option key={each} value={each}>
            {fieldWords(text, each, names)}
          </option>
        ))}
        {(own.length > 0 || unknown) && (
          <optgroup label={text('conditions.own_fields')}>
            {own.map((each) => (
              <option key={each.name} value={'field:' + each.name}>
                {names.fieldLabel(each)}
              </option>
            ))}
            {unknown && <option value={field}>{fieldWords(text, field, names)}</option>}
          </optgroup>
        )}
      </select>
      <select aria-label={text('conditions.how')} value={is} onChange={(event) => onChange({ ...condition, is: event.target.value as ConditionIs })}>
        {comparisons(field).map((each) => (
          <option key={each} value={each}>
            {comparisonWords(text, { ...condition, is: each })}
          </option>
        ))}
      </select>
      <div className="condition-values">
        {isSpan(field) ? (
          <Minutes value={values[0] ?? ''} onChange={(value) => onChange({ ...condition, values: [value] })} />
        ) : (
          <Values condition={condition} names={names} onChange={(next) => onChange({ ...condition, values: next })} />
        )}
        {wrong && (
          <small className="field-error" role="alert">
            {text('conditions.needs_value')}
          </small>
        )}
      </div>
      <IconButton label={text('conditions.remove', { field: fieldWords(text, field, names) })} onPress={onRemove}>
        <X size={16} />
      </IconButton>
    </div>
  );
}

function Minutes({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useText();
  return (
    <label className="condition-minutes">
      <input type="number" inputMode="numeric" min={0} max={999_999_999} step={1} value={value} onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))} />
      <span>{text('conditions.minutes')}</span>
    </label>
  );
}

/** So few can all be shown at once. */
const FEW = 8;

function Values({ condition: { field, values }, names, onChange }: { condition: Condition; names: Names; onChange: (values: string[]) => void }) {
  const text = useText();
  const choices = pickable(text, field, names);
  if (choices && choices.length <= FEW && field !== 'queue' && field !== 'assignee') {
    return (
      <ToggleButtonGroup className="condition-choices" aria-label={text('conditions.values')} selectionMode="multiple" selectedKeys={values} onSelectionChange={(keys) => onChange(choices.map(([value]) => value).filter((value) => keys.has(value)))}>
        {choices.map(([value, words]) => (
          <ToggleButton key={value} id={value}>
            {words}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    );
  }
  const take = (value: string) => value !== '' && !values.includes(value) && onChange([...values, value]);
  return (
    <>
      {values.map((value) => (
        <span key={value} className="tag-chip">
          <bdi>{valueWords(text, field, value, names)}</bdi>
          <button type="button" aria-label={text('conditions.take_out', { value: valueWords(text, field, value, names) })} onClick={() => onChange(values.filter((each) => each !== value))}>
            <X size={12} aria-hidden="true" />
          </button>
        </span>
      ))}
      {values.length < VALUES_AT_MOST &&
        (choices ? (
          <select aria-label={text('conditions.values')} value="" onChange={(event) => take(event.target.value)}>
            <option value="">{text('conditions.pick')}</option>
            {choices
              .filter(([value]) => !values.includes(value))
              .map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
          </select>
        ) : (
          <TypedValue label={text(field === 'tag' ? 'conditions.type_tag' : 'conditions.type_value')} known={field === 'tag' ? names.tags : []} onTake={take} />
        ))}
    </>
  );
}

/** What was typed counts at Enter, at a comma, and when the line is left. */
function TypedValue({ label, known, onTake }: { label: string; known: readonly string[]; onTake: (value: string) => unknown }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const take = () => {
    onTake(typed.trim());
    setTyped('');
  };
  return (
    <>
      <input
        type="text"
        list={id}
        dir="auto"
        maxLength={200}
        autoCapitalize="none"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || typed.trim() === '' || (event.key !== 'Enter' && event.key !== ',' && event.key !== '，')) return;
          event.preventDefault();
          take();
        }}
      />
      <datalist id={id}>
        {known.slice(0, 200).map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}
