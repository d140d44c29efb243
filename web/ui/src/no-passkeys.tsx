// Why there are no passkeys here; where only the address hinders them, the address that does not.
import { useSharedText } from './text';
import { namedAddress, passkeySupport } from './webauthn';

export function NoPasskeysHere({ kind = 'notice' }: { kind?: 'notice' | 'aside' }) {
  const text = useSharedText();
  const named = namedAddress();
  return (
    <p className={kind}>
      {text(passkeySupport() === 'address' ? 'passkeys.needs_name' : 'passkeys.no_browser')}{' '}
      {named && <a href={named}>{text('passkeys.open_named', { host: new URL(named).host })}</a>}
    </p>
  );
}
