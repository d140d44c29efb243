// The texts of the conversation part.
import type { Waiting } from '@ombud/shared/api';
import { translator, type Catalogues, type Translate } from '@ombud/shared/i18n';
import type { ChatTexts, Host } from '../host';

export type Key = keyof ChatTexts;
export type Text = Translate<Key> & {
  /** The first of the keys that exists; the last one must. */
  first: (keys: readonly [...string[], Key]) => string;
};

export function textsFrom({ language, texts }: NonNullable<Host['chatTexts']>): Text {
  const t = translator({ [language]: texts } as Catalogues<Key>, language);
  const first: Text['first'] = (keys) => t(keys.find((key) => key in texts) as Key);
  return Object.assign(t, { first });
}

const WALLET = new Set(['recovery_phrase', 'private_key', 'extended_private_key', 'stellar_seed', 'xrp_seed', 'keystore']);

/** Whoever has it has the money: never sent, not even on request. */
export const opensWallet = (kind: string) => WALLET.has(kind);

export function kindName(t: Text, kind: string): string {
  return t.first(['kind_' + kind, 'kind_other']);
}

export function advice(t: Text, kind: string): string {
  return t.first(['advice_' + (opensWallet(kind) ? 'wallet' : kind), 'advice_other']);
}

/** An honest range, or that we cannot say. */
export function waitingTime(t: Text, { known, low_seconds, high_seconds }: Waiting): string {
  if (!known || high_seconds === null) return t('wait_unknown');
  const low = Math.max(1, Math.round((low_seconds ?? 0) / 60));
  const high = Math.ceil(high_seconds / 60);
  if (high_seconds < 60) return t('wait_range', { range: t('under_minute') });
  return t('wait_range', {
    range: low >= high ? t('minutes', { low: high, count: high }) : t('minutes_range', { low, high, count: high }),
  });
}
