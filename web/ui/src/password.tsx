// A password line: shown on request, friendly to password managers; a new one says how far it is from long enough.
import { useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Eye, EyeOff } from 'lucide-react';
import { useSharedText } from './text';
import { Field } from './field';

export const SHORTEST = 15;
const COMFORTABLE = 20;

interface PasswordProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  isNew?: boolean;
  /** What a new one is told instead of its length. */
  help?: ReactNode;
  autoFocus?: boolean;
}

export function Password({ value, onChange, error = null, isNew = false, help, autoFocus = false }: PasswordProps) {
  const text = useSharedText();
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={text(isNew ? 'field.new_password' : 'field.password')}
      name="password"
      type={shown ? 'text' : 'password'}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      isRequired
      autoFocus={autoFocus}
      value={value}
      onChange={onChange}
      error={error}
      help={isNew && (help ?? <Length password={value} />)}
      input={{ spellCheck: 'false', autoCapitalize: 'none' }}
      end={
        <AriaButton
          className="icon-button"
          aria-label={text(shown ? 'password.hide' : 'password.show')}
          onPress={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={18} /> : <Eye size={18} />}
        </AriaButton>
      }
    />
  );
}

/** Length is what counts most: the server knows the common ones. */
function Length({ password }: { password: string }) {
  const text = useSharedText();
  const length = Array.from(password).length;
  const missing = SHORTEST - length;
  const level = length === 0 ? 'none' : missing > 0 ? 'short' : length < COMFORTABLE ? 'enough' : 'good';
  const words =
    level === 'none'
      ? text('password.rule', { count: SHORTEST })
      : level === 'short'
        ? text('password.missing', { count: missing })
        : text(level === 'enough' ? 'password.enough' : 'password.good');
  return (
    <span className="strength" data-level={level}>
      <meter min={0} max={COMFORTABLE} value={Math.min(length, COMFORTABLE)} aria-hidden="true" />
      <span aria-live="polite">{words}</span>
    </span>
  );
}
