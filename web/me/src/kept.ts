// What a page needs to go on after a reload: kept in this tab until it was used or is over.
import { useState } from 'react';
import type { SignIn } from '@ombud/shared/account';
import type { Timestamp } from '@ombud/shared/api';

interface Lasting { expires_at: Timestamp }

/** Where a sign-in under way is kept. */
export const SIGN_IN = 'ombud.me.sign-in';
export interface Begun extends SignIn, Lasting {
  /** What happened, once the second step is lost. */
  statement?: string | undefined;
  /** Of the recovery or unfreezing that was asked for with it. */
  tracking?: string;
}

export function kept<T extends Lasting>(key: string): T | null {
  try {
    const value = JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null;
    return value && Date.parse(value.expires_at) > Date.now() ? value : null;
  } catch {
    return null;
  }
}

export function keep<T extends Lasting>(key: string, value: T | null): void {
  if (value) sessionStorage.setItem(key, JSON.stringify(value));
  else sessionStorage.removeItem(key);
}

export function useKept<T extends Lasting>(key: string): [T | null, (value: T | null) => void] {
  const [value, setValue] = useState(() => kept<T>(key));
  const change = (changed: T | null) => {
    keep(key, changed);
    setValue(changed);
  };
  return [value, change];
}
