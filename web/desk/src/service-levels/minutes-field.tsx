// A span of time that somebody types: a number of minutes or hours, or nothing.
import { useId, useState } from 'react';
import { useText } from '../text';

interface MinutesProps {
  label: string;
  /** Where the label stands elsewhere, as in a table. */
  hideLabel?: boolean;
  value: number | null;
  onChange: (minutes: number | null) => void;
  /** What holds when nothing is typed. */
  placeholder?: string;
  error?: string | null;
}

export function MinutesField({ label, hideLabel = false, value, onChange, placeholder, error = null }: MinutesProps) {
  const text = useText();
  const id = useId();
  const [unit, setUnit] = useState<1 | 60>(value !== null && value % 60 === 0 ? 60 : 1);
  const [typed, setTyped] = useState(value === null ? '' : String(value / unit));
  const tell = (words: string, each: 1 | 60) => {
    const number = Number(words);
    onChange(words.trim() === '' || !Number.isFinite(number) ? null : Math.max(0, Math.round(number * each)));
  };
  return (
    <div className="field minutes-field" data-invalid={error ? true : undefined}>
      <label htmlFor={id} className={hideLabel ? 'hidden' : undefined}>
        {label}
      </label>
      <span className="minutes-line">
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min={0}
          step={unit === 60 ? 0.25 : 1}
          value={typed}
          placeholder={placeholder}
          onChange={(event) => {
            setTyped(event.target.value);
            tell(event.target.value, unit);
          }}
          aria-invalid={error ? true : undefined}
        />
        <select
          aria-label={text('hours.unit', { what: label })}
          value={unit}
          onChange={(event) => {
            const next = event.target.value === '60' ? 60 : 1;
            setUnit(next);
            tell(typed, next);
          }}
        >
          <option value={1}>{text('hours.unit.minutes')}</option>
          <option value={60}>{text('hours.unit.hours')}</option>
        </select>
      </span>
      {error && (
        <small className="field-error" role="alert">
          {error}
        </small>
      )}
    </div>
  );
}
