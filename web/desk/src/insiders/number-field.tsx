// A whole number to type.
import { Field } from '@ombud/ui/field';

interface NumberProps { label: string; value: string; onChange: (value: string) => void; error: string | null; help?: string; autoFocus?: boolean }

export function NumberField({ label, value, onChange, error, help, autoFocus = false }: NumberProps) {
  return (
    <Field
      label={label}
      value={value}
      onChange={onChange}
      error={error}
      help={help}
      autoFocus={autoFocus}
      inputMode="numeric"
      autoComplete="off"
      input={{ maxLength: 9 }}
    />
  );
}
