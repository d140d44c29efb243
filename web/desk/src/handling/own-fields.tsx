// The desk's own fields beside a conversation, each with the input that fits it; kept when it is left.
import { useState } from 'react';
import type { Conversation, FieldValue } from '@ombud/shared/api';
import type { FieldDefinition } from '@ombud/shared/work';
import { useDesk } from '../desk';
import { useText } from '../text';
import { useNames, type Names } from './names';

/** Those that are asked for here, and those that hold something. */
export const fieldsFor = (fields: readonly FieldDefinition[], topic: string | null, values: Readonly<Record<string, FieldValue>>): FieldDefinition[] =>
  fields.filter(({ name, ended, topics }) => name in values || (!ended && (topics.length === 0 || topics.some((each) => each === topic))));

export function OwnFields({ conversation }: { conversation: Conversation }) {
  const text = useText();
  const desk = useDesk();
  const names = useNames();
  const { handling, topic, id } = conversation;
  const shown = fieldsFor(names.fields, topic, handling?.fields ?? {});
  if (!handling || shown.length === 0) return null;
  return (
    <section className="own-fields" aria-labelledby="own-fields-title">
      <h3 id="own-fields-title">{text('handling.fields')}</h3>
      {shown.map((field) => (
        <OwnField
          key={field.name}
          field={field}
          names={names}
          value={handling.fields[field.name] ?? null}
          mayWrite={desk.can('reply')}
          onChange={(value) => void desk.change(id, { fields: { [field.name]: value } })}
        />
      ))}
    </section>
  );
}

interface OwnFieldProps {
  field: FieldDefinition;
  names: Names;
  value: FieldValue | null;
  mayWrite: boolean;
  onChange: (value: FieldValue | null) => void;
}

function OwnField({ field, names, value, mayWrite, onChange }: OwnFieldProps) {
  const text = useText();
  const label = names.fieldLabel(field);
  const id = 'own-field-' + field.name;
  const known = value === null ? '' : String(value);
  return (
    <div className="own-field">
      <label htmlFor={id}>
        <bdi>{label}</bdi>
        {field.ended && <small className="quiet"> ({text('handling.field_ended')})</small>}
      </label>
      {!mayWrite || field.ended ? (
        <output id={id}>{known === '' ? text('handling.field_empty') : shownValue(text, field, value!, names)}</output>
      ) : field.kind === 'choice' || field.kind === 'yes_no' ? (
        <select id={id} value={known} onChange={(event) => onChange(event.target.value === '' ? null : field.kind === 'yes_no' ? event.target.value === 'true' : event.target.value)}>
          <option value="">{text('handling.field_empty')}</option>
          {field.kind === 'yes_no' ? (
            <>
              <option value="true">{text('conditions.yes')}</option>
              <option value="false">{text('conditions.no')}</option>
            </>
          ) : (
            field.choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {names.fieldLabel({ ...field, ...choice })}
              </option>
            ))
          )}
        </select>
      ) : (
        <Typed key={known} id={id} field={field} known={known} onChange={onChange} />
      )}
    </div>
  );
}

const shownValue = (text: ReturnType<typeof useText>, field: FieldDefinition, value: FieldValue, names: Names): string => {
  if (typeof value === 'boolean') return text(value ? 'conditions.yes' : 'conditions.no');
  const choice = field.choices.find((each) => each.value === value);
  return choice ? names.fieldLabel({ ...field, ...choice }) : String(value);
};

const LONGEST = 1_000;

/** Typed text is a value once the line is left, or at Enter; Escape brings the old one back. */
function Typed({ id, field, known, onChange }: { id: string; field: FieldDefinition; known: string; onChange: (value: FieldValue | null) => void }) {
  const [typed, setTyped] = useState(known);
  const keep = () => {
    const value = typed.trim();
    if (value === known) return;
    const number = Number(value);
    if (field.kind === 'number' && value !== '' && !Number.isFinite(number)) return setTyped(known);
    onChange(value === '' ? null : field.kind === 'number' ? number : value);
  };
  return (
    <input
      id={id}
      type={field.kind === 'date' ? 'date' : 'text'}
      inputMode={field.kind === 'number' ? 'decimal' : undefined}
      maxLength={LONGEST}
      dir="auto"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setTyped(known);
      }}
    />
  );
}
