// Lines of input that many pages ask for: an address, a code.
import { Field } from './field';
import { useSharedText } from './text';

interface Line {
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  autoFocus?: boolean;
}

export function EmailField({ label, autoComplete = 'email', ...line }: Line & { label?: string; autoComplete?: string }) {
  const text = useSharedText();
  return (
    <Field
      {...line}
      label={label ?? text('field.email')}
      type="email"
      name="email"
      autoComplete={autoComplete}
      isRequired
      input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr' }}
    />
  );
}

/** Digits by mail or from an authenticator; phones offer them from the message. */
export function CodeField({ label, ...line }: Line & { label?: string }) {
  const text = useSharedText();
  return (
    <Field
      {...line}
      onChange={(value) => line.onChange(value.replace(/\D/g, ''))}
      label={label ?? text('field.code')}
      name="code"
      autoComplete="one-time-code"
      inputMode="numeric"
      isRequired
      input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr', maxLength: 12 }}
    />
  );
}

export function RecoveryCodeField(line: Line) {
  const text = useSharedText();
  return (
    <Field
      {...line}
      label={text('field.recovery_code')}
      name="recovery_code"
      autoComplete="off"
      isRequired
      input={{ spellCheck: 'false', autoCapitalize: 'none', dir: 'ltr', maxLength: 64 }}
    />
  );
}
