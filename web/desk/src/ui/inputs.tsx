// Labelled inputs beyond one line of text: a choice, several lines, a moment, a box to tick.
import { useId, type ReactNode, type Ref } from 'react';

interface Labelled {
  label: string;
  help?: ReactNode;
  error?: string | null | undefined;
}

const described = (id: string, { help, error }: Labelled) => ({
  'aria-describedby': [error ? id + 'error' : '', help ? id + 'help' : ''].filter(Boolean).join(' ') || undefined,
  'aria-invalid': error ? (true as const) : undefined,
});

function Below({ id, help, error }: Labelled & { id: string }) {
  return (
    <>
      {help && (
        <small id={id + 'help'} className="field-help">
          {help}
        </small>
      )}
      {error && (
        <small id={id + 'error'} className="field-error" role="alert">
          {error}
        </small>
      )}
    </>
  );
}

interface SelectProps<Value extends string> extends Labelled {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly (readonly [Value, string])[];
  disabled?: boolean;
}

export function SelectField<Value extends string>({ value, onChange, options, disabled, ...rest }: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="field" data-invalid={rest.error ? true : undefined}>
      <label htmlFor={id}>{rest.label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value as Value)} {...described(id, rest)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      <Below id={id} {...rest} />
    </div>
  );
}

interface AreaProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  longest?: number;
  lang?: string | undefined;
  code?: boolean;
  required?: boolean;
  autoFocus?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

export function AreaField({ value, onChange, rows = 3, longest, lang, code = false, required = false, autoFocus = false, ref, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div className="field" data-invalid={rest.error ? true : undefined}>
      <label htmlFor={id}>{rest.label}</label>
      <textarea
        ref={ref}
        id={id}
        rows={rows}
        dir="auto"
        lang={lang}
        data-code={code || undefined}
        spellCheck={!code}
        required={required}
        autoFocus={autoFocus}
        value={value}
        {...(longest === undefined ? {} : { maxLength: longest })}
        onChange={(event) => onChange(event.target.value)}
        {...described(id, rest)}
      />
      <Below id={id} {...rest} />
    </div>
  );
}

interface MomentProps extends Labelled {
  /** As the input writes it: 2026-12-31T08:00, in the time of this computer; '' for none. */
  value: string;
  onChange: (value: string) => void;
  type?: 'datetime-local' | 'date';
}

export function MomentField({ value, onChange, type = 'datetime-local', ...rest }: MomentProps) {
  const id = useId();
  return (
    <div className="field" data-invalid={rest.error ? true : undefined}>
      <label htmlFor={id}>{rest.label}</label>
      <input id={id} type={type} value={value} onChange={(event) => onChange(event.target.value)} {...described(id, rest)} />
      <Below id={id} {...rest} />
    </div>
  );
}

export function Tick({ label, value, onChange }: { label: ReactNode; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
