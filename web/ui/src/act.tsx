// One act of a form: under way, refused, or made to wait; drawn the same everywhere.
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Problem } from '@ombud/shared/api';
import { Button } from './button';
import { useCountdown } from './countdown';
import { sharedProblemText, useSharedText } from './text';

/** When the server does not say how long to wait. */
const PATIENCE_SECONDS = 30;

export interface Act {
  busy: boolean;
  error: unknown;
  /** Seconds until it may be tried again. */
  wait: number;
  run: (work: () => Promise<unknown>) => Promise<void>;
  forget: () => void;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [wait, setWait] = useCountdown();
  const run = async (work: () => Promise<unknown>) => {
    if (busy || wait > 0) return;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'cancelled') return;
      setError(problem);
      if (problem instanceof Problem && problem.status === 429) setWait(problem.retryAfter ?? PATIENCE_SECONDS);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, wait, run, forget: () => setError(null) };
}

/** The error when it belongs to the field of this name. */
export function useErrorAt(act: Act): (...fields: string[]) => string | null {
  const text = useSharedText();
  const { error } = act;
  return (...fields) => (error instanceof Problem && belongs(error, fields) ? sharedProblemText(text, error) : null);
}

const belongs = (error: Problem, fields: readonly string[]): boolean =>
  error.status !== 429 && fields.some((field) => error.field === field || error.code.startsWith(field + '.'));

/** What went wrong, unless one of the `fields` says it already. */
export function Trouble({ act, fields = [] }: { act: Act; fields?: readonly string[] }) {
  const text = useSharedText();
  const { error, wait } = act;
  if (error === null || (error instanceof Problem && belongs(error, fields))) return null;
  const limited = error instanceof Problem && error.status === 429;
  return (
    <p className="notice" data-tone="danger" role="alert">
      {limited ? text(wait > 0 ? 'sign_in.limited' : 'sign_in.again') : sharedProblemText(text, error)}
    </p>
  );
}

interface FormProps {
  act: Act;
  /** What is done. */
  submit: () => Promise<unknown>;
  label: string;
  kind?: 'primary' | 'danger';
  fields?: readonly string[];
  /** Beside the button. */
  more?: ReactNode;
  children?: ReactNode;
}

export function Form({ act, submit, label, kind = 'primary', fields = [], more, children }: FormProps) {
  const text = useSharedText();
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    void act.run(submit);
  };
  return (
    // What is wrong is said by us, in the language of the page.
    <form onSubmit={send} noValidate>
      {children}
      <Trouble act={act} fields={fields} />
      <div className="acts">
        <Button kind={kind} type="submit" isDisabled={act.wait > 0} isPending={act.busy}>
          {act.wait > 0 ? text('sign_in.wait', { count: act.wait }) : label}
        </Button>
        {more}
      </div>
    </form>
  );
}
