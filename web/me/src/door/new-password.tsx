// A new password with the server's judgement of it while it is typed; nothing of it is kept there.
import { useEffect, useState } from 'react';
import { passwordStrength, type Strength } from '@ombud/shared/account';
import { Password } from '@ombud/ui/password';
import { door } from '../session';
import { useText, type Key } from './text';

const PAUSE = 400;
const BEST = 4;

interface NewPasswordProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  autoFocus?: boolean;
  /** What the person is called: no part of a good password. */
  words?: string[];
}

export function NewPassword({ value, words = [], ...rest }: NewPasswordProps) {
  const text = useText();
  const judged = useStrength(value, words.join('\n'));
  return (
    <>
      <Password
        {...rest}
        isNew
        value={value}
        help={
          <span className="strength" data-level={judged?.enough ? 'good' : 'weak'}>
            <meter min={0} max={BEST} value={judged?.score ?? 0} aria-hidden="true" />
            <span aria-live="polite">{text(saying(value, judged))}</span>
          </span>
        }
      />
      <ul className="rules">
        <li>{text('password.advice_words')}</li>
        <li>{text('password.advice_own')}</li>
        <li>{text('password.advice_manager')}</li>
      </ul>
    </>
  );
}

export function saying(password: string, judged: Strength | null): Key {
  if (!password) return 'strength.rule';
  if (!judged) return 'strength.asking';
  if (judged.reason) return `strength.${judged.reason}`;
  return judged.enough ? (judged.score >= BEST ? 'strength.best' : 'strength.good') : 'strength.weak';
}

/** Asked when the typing pauses; the answer to an older word never shows beside a newer one. */
function useStrength(password: string, words: string): Strength | null {
  const [judged, setJudged] = useState<{ password: string; strength: Strength } | null>(null);
  useEffect(() => {
    if (!password) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      passwordStrength(door, password, words.split('\n').filter(Boolean), stop.signal).then(
        (strength) => setJudged({ password, strength }),
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [password, words]);
  return judged?.password === password ? judged.strength : null;
}
